package dev.skein.calcite.jdbc;

import com.google.common.collect.ImmutableList;
import dev.skein.calcite.validate.WindowNulls;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Calcite's expressions, with windows that may be NULL where {@link WindowNulls} says so, and with
 * casts of constants that stay casts: Calcite (1.42) makes a constant of a TRY_CAST, and of a
 * DOUBLE that becomes a REAL one with digits that no REAL has.
 */
final class SkeinRexBuilder extends RexBuilder {
  SkeinRexBuilder(RelDataTypeFactory types) {
    super(types);
  }

  @Override
  public RexNode makeCast(
      SqlParserPos position,
      RelDataType type,
      RexNode value,
      boolean matchNullability,
      boolean safe,
      RexLiteral format) {
    return value instanceof RexLiteral literal
            && !literal.isNull()
            && (safe || isRounded(value.getType(), type))
        ? makeAbstractCast(
            position, typeFactory.createTypeWithNullability(type, safe), value, safe, format)
        : super.makeCast(position, type, value, matchNullability, safe, format);
  }

  private static boolean isRounded(RelDataType from, RelDataType to) {
    return from.getSqlTypeName() == SqlTypeName.DOUBLE && to.getSqlTypeName() == SqlTypeName.REAL;
  }

  /** Calcite derives the type of a window again when it translates a statement. */
  @Override
  public RexNode makeOver(
      SqlParserPos position,
      RelDataType type,
      SqlAggFunction function,
      List<RexNode> operands,
      List<RexNode> partitionKeys,
      ImmutableList<RexFieldCollation> orderKeys,
      RexWindowBound lower,
      RexWindowBound upper,
      RexWindowExclusion exclusion,
      boolean rows,
      boolean allowPartial,
      boolean nullWhenCountZero,
      boolean distinct,
      boolean ignoreNulls) {
    boolean ofNulls = operands.stream().anyMatch(operand -> operand.getType().isNullable());
    boolean nullable =
        type.isNullable() || WindowNulls.mayBeNull(function.getKind(), ofNulls, exclusion);
    return super.makeOver(
        position,
        typeFactory.createTypeWithNullability(type, nullable),
        function,
        operands,
        partitionKeys,
        orderKeys,
        lower,
        upper,
        exclusion,
        rows,
        allowPartial,
        nullWhenCountZero,
        distinct,
        ignoreNulls);
  }
}
