package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Arithmetic of integers without a sign. DuckDB gives {@code u + u} and {@code u - 1} the type of
 * {@code u}, in which 0 - 1 and 200 + 100 may overflow, and a BIGINT or HUGEINT to most of them
 * beside integers with a sign; for Calcite they are the next larger integers, or decimals.
 */
final class UnsignedArithmetic {
  private static final Set<SqlKind> KINDS =
      EnumSet.of(SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES, SqlKind.MOD, SqlKind.MINUS_PREFIX);

  private UnsignedArithmetic() {}

  /**
   * @throws BetterInDuckDb if the result has another type than in DuckDB
   */
  static void refuse(SqlCall call, Function<SqlNode, RelDataType> types) {
    if (!KINDS.contains(call.getKind())) {
      return;
    }
    List<SqlNode> operands = call.getOperandList();
    SqlNode first = operands.get(0);
    SqlNode last = operands.get(operands.size() - 1);
    if (differs(first, last, types) || differs(last, first, types)) {
      throw new BetterInDuckDb("compute with integers without a sign");
    }
  }

  private static boolean differs(
      SqlNode value, SqlNode other, Function<SqlNode, RelDataType> types) {
    RelDataType type = types.apply(value);
    RelDataType beside = types.apply(other);
    if (SkeinTypeSystem.isUnsigned(type)) {
      return SkeinTypeSystem.isInteger(beside) && !SkeinTypeSystem.isHuge(beside);
    }
    if (!SkeinTypeSystem.isSmallUnsigned(type)) {
      return false;
    }
    return other instanceof SqlNumericLiteral literal
        ? literal.isInteger()
        : SkeinTypeSystem.isSmallUnsigned(beside)
            || (isNarrow(beside) && type.getSqlTypeName() != SqlTypeName.BIGINT);
  }

  /** What DuckDB has no common type for with a UTINYINT or USMALLINT, but a BIGINT. */
  private static boolean isNarrow(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.TINYINT
        || type.getSqlTypeName() == SqlTypeName.SMALLINT;
  }
}
