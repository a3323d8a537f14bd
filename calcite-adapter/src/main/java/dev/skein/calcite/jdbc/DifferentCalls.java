package dev.skein.calcite.jdbc;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.EscapedPattern;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calls that Calcite computes otherwise than DuckDB, or refuses, for no documented reason. */
final class DifferentCalls {
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
    switch (call.getKind()) {
      case CAST -> refuseCast(type(call.operand(0)), type(call));
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

  private void refuseCast(RelDataType from, RelDataType to) {
    if (SqlTypeUtil.inCharFamily(to)) {
      ShownIntervals.refuse(from);
    }
    if (isInTimeZone(from) != isInTimeZone(to) && from.getSqlTypeName() != SqlTypeName.NULL) {
      throw new BetterInDuckDb("know DuckDB's time zone");
    }
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
