package dev.skein.calcite.jdbc;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.EscapedPattern;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calls that Calcite computes otherwise than DuckDB, or refuses, for no documented reason. */
final class DifferentCalls {
  private static final int MICROS = 6;

  private static final Set<String> OTHER_VALUES =
      Set.of(
          "BIT",
          "BITSTRING",
          "TIMETZ",
          "UBIGINT",
          "UHUGEINT",
          "UINT128",
          "UINT16",
          "UINT32",
          "UINT64",
          "UINT8",
          "UINTEGER",
          "USMALLINT",
          "UTINYINT");

  /** DECIMAL(38, 0) rounds halves up, HUGEINT to the even number. */
  private static final Set<String> HUGE = Set.of("HUGEINT", "INT128");

  /** What keeps no order of names, or drops NULLs. */
  private static final Set<SqlOperator> JSON =
      Set.of(SqlStdOperatorTable.JSON_OBJECT, SqlStdOperatorTable.JSON_ARRAY);

  private final SqlValidator validator;
  private final SqlValidatorScope scope;

  /** Looks at calls in one scope, which have been validated. */
  DifferentCalls(SqlValidator validator, SqlValidatorScope scope) {
    this.validator = validator;
    this.scope = scope;
  }

  /**
   * @throws BetterInDuckDb if the call is one
   */
  void refuse(SqlCall call) {
    if (JSON.contains(call.getOperator())) {
      throw new BetterInDuckDb("write a JSON text as DuckDB does");
    }
    switch (call.getKind()) {
      case CAST, SAFE_CAST -> {
        if (call.operand(1) instanceof SqlDataTypeSpec written) {
          refuseName(written.getTypeName().getSimple(), type(call.operand(0)));
        }
        refuseCast(call, type(call.operand(0)), type(call));
      }
      case PLUS, MINUS -> {
        if (call.operandCount() == 2) {
          refuseInTimeZone(type(call.operand(0)), type(call.operand(1)));
          refuseInTimeZone(type(call.operand(1)), type(call.operand(0)));
        }
      }
      case LIKE -> refuseEscape(call);
      case OVER -> {
        if (call.operand(0) instanceof SqlCall function
            && (function.getKind() == SqlKind.LAG || function.getKind() == SqlKind.LEAD)) {
          refuseDefault(function);
        }
      }
      case EXTRACT -> {
        if (SqlTypeUtil.isInterval(type(call.operand(1)))) {
          throw new BetterInDuckDb("have days and months in an interval");
        }
      }
      case ROW -> {
        if (call.getOperandList().stream()
            .anyMatch(each -> type(each).getSqlTypeName() == SqlTypeName.NULL)) {
          throw new BetterInDuckDb("make a row of NULLs without types");
        }
      }
      default -> {}
    }
  }

  /** In a time zone a day is not always of 24 hours. */
  private static void refuseInTimeZone(RelDataType time, RelDataType other) {
    boolean wholeDays =
        SqlTypeName.YEAR_INTERVAL_TYPES.contains(other.getSqlTypeName())
            || other.getSqlTypeName() == SqlTypeName.INTERVAL_DAY;
    if (isInTimeZone(time) && !isInTimeZone(other) && !wholeDays) {
      throw new BetterInDuckDb("know DuckDB's time zone");
    }
  }

  /** Names of types that stand for others, of which not all values are values of theirs. */
  private static void refuseName(String type, RelDataType from) {
    String name = type.toUpperCase(Locale.ROOT);
    if (OTHER_VALUES.contains(name)
        || (HUGE.contains(name) && SqlTypeUtil.isApproximateNumeric(from))) {
      throw new BetterInDuckDb("have the type " + name);
    }
  }

  private static void refuseCast(SqlCall cast, RelDataType from, RelDataType to) {
    if (cast.getKind() == SqlKind.SAFE_CAST
        && SqlTypeUtil.isBinary(to)
        && SqlTypeUtil.inCharFamily(from)) {
      throw new BetterInDuckDb("read a text as bytes");
    }
    if (SqlTypeUtil.inCharFamily(to)) {
      ShownIntervals.refuse(from);
    }
    if (to.getSqlTypeName() == SqlTypeName.TIMESTAMP && to.getPrecision() < fraction(from)) {
      throw new BetterInDuckDb("round fractions of a second");
    }
    if (isInTimeZone(from) != isInTimeZone(to) && from.getSqlTypeName() != SqlTypeName.NULL) {
      throw new BetterInDuckDb("know DuckDB's time zone");
    }
  }

  /** How many digits a fraction of a second has that becomes part of a timestamp. */
  private static int fraction(RelDataType from) {
    return switch (from.getSqlTypeName()) {
      case TIMESTAMP -> Math.min(from.getPrecision(), MICROS);
      case DATE, NULL -> 0;
      default -> MICROS;
    };
  }

  private static boolean isInTimeZone(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
  }

  private static void refuseEscape(SqlCall like) {
    if (like.operandCount() < 3) {
      return;
    }
    String pattern = text(like.operand(1));
    String escape = text(like.operand(2));
    if (pattern == null || escape == null || !EscapedPattern.isValid(pattern, escape)) {
      throw new BetterInDuckDb("take every use of an escape character");
    }
  }

  private static @Nullable String text(SqlNode node) {
    return node instanceof SqlLiteral literal
            && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())
        ? literal.getValueAs(String.class)
        : null;
  }

  /** DuckDB gives the result the type of the first argument. */
  private void refuseDefault(SqlCall function) {
    if (function.operandCount() > 2) {
      RelDataType value = type(function.operand(0));
      RelDataType other = type(function.operand(2));
      RelDataType both = validator.getTypeFactory().leastRestrictive(List.of(value, other));
      if (both == null || !SqlTypeUtil.equalSansNullability(both, value)) {
        throw new BetterInDuckDb("give a default the type of the other values");
      }
    }
  }

  private RelDataType type(SqlNode node) {
    return validator.deriveType(scope, node);
  }
}
