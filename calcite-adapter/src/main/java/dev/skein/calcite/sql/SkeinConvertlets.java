package dev.skein.calcite.sql;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
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
 * Calcite's translation of operators, with six exceptions.
 *
 * <p>Casts that cut a string short: Calcite 1.42 takes a VARCHAR of any length for one that fits
 * into every VARCHAR(n), so that it would drop the inner cast of {@code CAST(CAST(x AS VARCHAR(2))
 * AS VARCHAR)} when it simplifies; a SUBSTRING stays.
 *
 * <p>Casts to a text give the one that DuckDB writes. Calcite writes TRUE, .5 and 1.5E0, and no
 * fractions of seconds.
 *
 * <p>Averages, variances and covariances over a window stay what they are. Calcite would make sums
 * of them, for a covariance a SUM of two arguments, and lose digits.
 *
 * <p>{@link RoundedNumbers} have types of their own.
 *
 * <p>The place of an element in a list may be counted from its end.
 *
 * <p>A date and an interval make a timestamp, {@link DateAndInterval}.
 */
public final class SkeinConvertlets implements SqlRexConvertletTable {
  /** What DuckDB writes otherwise than Calcite. */
  private static final Set<SqlTypeName> TEXTS =
      EnumSet.of(
          SqlTypeName.BOOLEAN,
          SqlTypeName.DECIMAL,
          SqlTypeName.REAL,
          SqlTypeName.DOUBLE,
          SqlTypeName.TIME,
          SqlTypeName.TIMESTAMP,
          SqlTypeName.BINARY,
          SqlTypeName.VARBINARY);

  /** Planning visits each node many times. */
  private static final int MOST_NODES = 10_000;

  private final boolean yields;

  /**
   * @param yields whether DuckDB is there to write texts
   */
  public SkeinConvertlets(boolean yields) {
    this.yields = yields;
  }

  @Override
  public @Nullable SqlRexConvertlet get(SqlCall call) {
    SqlRexConvertlet convertlet = convertlet(call);
    return convertlet == null || !yields
        ? convertlet
        : (context, written) -> small(convertlet.convertCall(context, written));
  }

  /**
   * Calcite writes GREATEST, COALESCE and NULLIF as CASEs that repeat their arguments; one in the
   * other, they grow beyond all bounds.
   */
  private static RexNode small(RexNode node) {
    if (node.nodeCount() > MOST_NODES) {
      throw new BetterInDuckDb("compute an expression of so many calls");
    }
    return node;
  }

  private @Nullable SqlRexConvertlet convertlet(SqlCall call) {
    if (call.getOperator() instanceof SqlAggFunction function && isOfMoments(call.getKind())) {
      return (context, of) ->
          StandardConvertletTable.INSTANCE.convertAggregateFunction(context, function, of);
    }
    if (RoundedNumbers.isOne(call)) {
      return RoundedNumbers::translate;
    }
    if (yields && call.getOperator().equals(SqlStdOperatorTable.OVERLAY)) {
      return (context, overlay) ->
          context
              .getRexBuilder()
              .makeCall(
                  context.getValidator().getValidatedNodeType(overlay),
                  SkeinFunctions.OVERLAY,
                  overlay.getOperandList().stream().map(context::convertExpression).toList());
    }
    if (yields && call.getOperator().equals(SqlStdOperatorTable.ITEM)) {
      return SkeinConvertlets::item;
    }
    SqlRexConvertlet standard = StandardConvertletTable.INSTANCE.get(call);
    if (standard != null && (call.getKind() == SqlKind.PLUS || call.getKind() == SqlKind.MINUS)) {
      return (context, sum) ->
          DateAndInterval.inTimeZone(
              context, DateAndInterval.asTimestamp(context, standard.convertCall(context, sum)));
    }
    return standard == null || call.getKind() != SqlKind.CAST
        ? standard
        : (context, cast) -> cutting(context, text(context, cast, standard));
  }

  private static RexNode item(SqlRexContext context, SqlCall item) {
    RexNode collection = context.convertExpression(item.operand(0));
    RexNode place = context.convertExpression(item.operand(1));
    if (collection.getType().isStruct() && SqlTypeUtil.inCharFamily(place.getType())) {
      return member(context, collection, place);
    }
    RelDataType type = context.getValidator().getValidatedNodeType(item);
    boolean anyEnd =
        collection.getType().getSqlTypeName() == SqlTypeName.ARRAY && !isPositive(place);
    return context
        .getRexBuilder()
        .makeCall(
            type,
            anyEnd ? SkeinFunctions.LIST_ELEMENT : item.getOperator(),
            List.of(collection, place));
  }

  /** The member of a struct that a text names, in capital letters or not. */
  private static RexNode member(SqlRexContext context, RexNode struct, RexNode name) {
    String text = name instanceof RexLiteral literal ? literal.getValueAs(String.class) : null;
    if (text == null || struct.getType().getField(text, false, false) == null) {
      throw new BetterInDuckDb("name a member of a struct so");
    }
    return context.getRexBuilder().makeFieldAccess(struct, text, false);
  }

  private static boolean isPositive(RexNode place) {
    return place instanceof RexLiteral literal
        && !literal.isNull()
        && SqlTypeUtil.isExactNumeric(literal.getType())
        && literal.getValueAs(BigDecimal.class).signum() > 0;
  }

  private RexNode text(SqlRexContext context, SqlCall cast, SqlRexConvertlet standard) {
    RexNode value = context.convertExpression(cast.operand(0));
    if (!yields || !TEXTS.contains(value.getType().getSqlTypeName())) {
      return standard.convertCall(context, cast);
    }
    RelDataType type = context.getValidator().getValidatedNodeType(cast);
    if (!SqlTypeUtil.inCharFamily(type)) {
      return standard.convertCall(context, cast);
    }
    RexBuilder rex = context.getRexBuilder();
    if (type.getPrecision() < 0) {
      return rex.makeCall(type, SkeinFunctions.TEXT_OF, List.of(value));
    }
    return rex.makeCast(type, rex.makeCall(SkeinFunctions.TEXT_OF, value));
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
