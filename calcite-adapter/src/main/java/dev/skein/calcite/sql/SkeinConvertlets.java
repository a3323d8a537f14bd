package dev.skein.calcite.sql;

import java.math.BigDecimal;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's translation of operators, with four exceptions.
 *
 * <p>Casts that cut a string short: Calcite 1.42 takes a VARCHAR of any length for one that fits
 * into every VARCHAR(n), so that it would drop the inner cast of {@code CAST(CAST(x AS VARCHAR(2))
 * AS VARCHAR)} when it simplifies; a SUBSTRING stays.
 *
 * <p>Casts of TRUE and FALSE to a text: Calcite would write it in upper case at once.
 *
 * <p>Averages, variances and covariances over a window stay what they are. Calcite would make sums
 * of them, for a covariance a SUM of two arguments, and lose digits.
 *
 * <p>{@link RoundedNumbers} have types of their own.
 */
public final class SkeinConvertlets implements SqlRexConvertletTable {
  public static final SkeinConvertlets INSTANCE = new SkeinConvertlets();

  private SkeinConvertlets() {}

  @Override
  public @Nullable SqlRexConvertlet get(SqlCall call) {
    if (call.getOperator() instanceof SqlAggFunction function && isOfMoments(call.getKind())) {
      return (context, of) ->
          StandardConvertletTable.INSTANCE.convertAggregateFunction(context, function, of);
    }
    if (RoundedNumbers.isOne(call)) {
      return RoundedNumbers::translate;
    }
    SqlRexConvertlet standard = StandardConvertletTable.INSTANCE.get(call);
    return standard == null || call.getKind() != SqlKind.CAST
        ? standard
        : (context, cast) ->
            cutting(context, lowerCase(context, cast, standard.convertCall(context, cast)));
  }

  private static RexNode lowerCase(SqlRexContext context, SqlCall cast, RexNode node) {
    RelDataType type = node.getType();
    if (node.getKind() != SqlKind.LITERAL || !SqlTypeUtil.inCharFamily(type)) {
      return node;
    }
    RexNode operand = context.convertExpression(cast.operand(0));
    return operand.getType().getSqlTypeName() == SqlTypeName.BOOLEAN
        ? context.getRexBuilder().makeAbstractCast(type, operand, false)
        : node;
  }

  private static boolean isOfMoments(SqlKind kind) {
    return SqlKind.AVG_AGG_FUNCTIONS.contains(kind)
        || SqlKind.COVAR_AVG_AGG_FUNCTIONS.contains(kind);
  }

  private static RexNode cutting(SqlRexContext context, RexNode node) {
    if (!(node instanceof RexCall cast) || cast.getKind() != SqlKind.CAST) {
      return node;
    }
    RexNode text = cast.getOperands().get(0);
    RelDataType type = cast.getType();
    boolean cuts =
        text.getType().getSqlTypeName() == SqlTypeName.VARCHAR
            && text.getType().getPrecision() < 0
            && type.getSqlTypeName() == SqlTypeName.VARCHAR
            && type.getPrecision() > 0;
    if (!cuts) {
      return node;
    }
    RexBuilder rex = context.getRexBuilder();
    RexNode start = rex.makeExactLiteral(BigDecimal.ONE);
    RexNode length = rex.makeExactLiteral(BigDecimal.valueOf(type.getPrecision()));
    return rex.makeCast(type, rex.makeCall(SqlStdOperatorTable.SUBSTRING, text, start, length));
  }
}
