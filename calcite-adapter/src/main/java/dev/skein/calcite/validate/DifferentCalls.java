package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.EscapedPattern;
import dev.skein.calcite.sql.NativeAggregate;
import dev.skein.calcite.sql.NativeFunction;
import dev.skein.calcite.sql.SkeinTypeSystem;
import dev.skein.calcite.sql.SortKeys;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calls that Calcite computes otherwise than DuckDB, or refuses, for no documented reason. */
final class DifferentCalls {
  private static final int MICROS = 6;

  private static final int UBIGINT = 20;

  /** What is between numbers, or is rounded, has another type where they are integers. */
  private static final Set<String> BETWEEN =
      Set.of("CEIL_NUMBER", "FLOOR_NUMBER", "MAD", "MEDIAN", "PERCENTILE_CONT", "QUANTILE_CONT");

  /** What tells types or names, or makes a value of a type that Calcite has only as a text. */
  private static final Pattern TYPES =
      Pattern.compile(
          "alias|array_value|typeof|add|age|subtract|multiply|bitstring|set_bit|get_current_time|timezone"
              + "|hash|to_json|json_quote|row_to_json|array_to_json|json_group_(array|object)"
              + "|to_(centuries|days|decades|hours|microseconds|millennia|milliseconds|minutes|months"
              + "|quarters|seconds|weeks|years)");

  private static final Set<String> TEXTS = Set.of("GROUP_CONCAT", "LISTAGG", "STRING_AGG");

  private static final Set<String> OTHER_VALUES =
      Set.of(
          "BIT",
          "BITSTRING",
          "JSON",
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
          "UTINYINT",
          "VARIANT");

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
    boolean isFunction = call.getOperator() instanceof NativeFunction;
    if ((isFunction && SkeinTypeSystem.mayBeHuge(type(call)))
        || ((isFunction || call.getOperator() instanceof NativeAggregate)
            && TYPES.matcher(call.getOperator().getName()).matches())) {
      throw new BetterInDuckDb("have every type of DuckDB's");
    }
    if (isFunction && call.getOperandList().stream().anyMatch(each -> isOfRow(each))) {
      throw new BetterInDuckDb("have a row whose members have no names");
    }
    if (call.getOperator().getName().equalsIgnoreCase("CONCAT_WS")
        && call.getOperandList().stream().anyMatch(each -> SqlTypeUtil.isArray(type(each)))) {
      throw new BetterInDuckDb("join the elements of lists");
    }
    if (call.getKind() == SqlKind.ARRAY_AGG
        && type(call.operand(0)).getSqlTypeName() == SqlTypeName.NULL) {
      throw new BetterInDuckDb("make a list of NULLs without types");
    }
    UnsignedArithmetic.refuse(call, this::type);
    refuseHuge(call);
    refuseDifferent(call);
    switch (call.getKind()) {
      case CAST, SAFE_CAST -> {
        if (call.operand(1) instanceof SqlDataTypeSpec written) {
          refuseName(written.getTypeName().getSimple(), type(call.operand(0)));
        }
        refuseCast(type(call.operand(0)), type(call));
      }
      case PLUS, MINUS -> {
        if (call.operandCount() == 2) {
          refuseInTimeZone(type(call.operand(0)), type(call.operand(1)));
          refuseInTimeZone(type(call.operand(1)), type(call.operand(0)));
        }
      }
      case TIMES, DIVIDE -> {
        if (call.getOperandList().stream().anyMatch(each -> SqlTypeUtil.isInterval(type(each)))
            && (call.getKind() == SqlKind.DIVIDE
                || call.getOperandList().stream().anyMatch(each -> isFraction(type(each))))) {
          throw new BetterInDuckDb("have days and months in an interval");
        }
      }
      case LIKE, SIMILAR -> refuseEscape(call);
      case IS_NOT_FALSE -> refuseKnown(call.operand(0));
      case WITHIN_GROUP -> {
        if (BETWEEN.contains(((SqlCall) call.operand(0)).getOperator().getName())
            && ((SqlNodeList) call.operand(1))
                .stream().anyMatch(key -> isHuge(SortKeys.plain(key)))) {
          throw new BetterInDuckDb("know a HUGEINT from a DECIMAL");
        }
      }
      case OVER -> {
        if (call.operand(0) instanceof SqlCall aggregate) {
          refuseHuge(aggregate);
        }
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
      case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> {
        if (call.getOperandList().stream()
            .anyMatch(each -> each.getKind() != SqlKind.ROW && type(each).isStruct())) {
          throw new BetterInDuckDb("know a struct of NULLs from NULL");
        }
      }
      case ARRAY_VALUE_CONSTRUCTOR, COALESCE, IF ->
          StructMembers.refuse(
              call.getOperandList().stream()
                  .map(each -> type(each))
                  .filter(type -> type.isStruct() || SqlTypeUtil.isCollection(type))
                  .toList());
      case SOME, ALL -> {
        if (SqlUtil.isNullLiteral(call.operand(0), true)) {
          throw new BetterInDuckDb("look for NULL in a list");
        }
        SqlNode list = call.operand(1);
        if (SqlUtil.isNullLiteral(
            list instanceof SqlNodeList values && values.size() == 1 ? values.get(0) : list,
            true)) {
          throw new BetterInDuckDb("take NULL for a list without elements");
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

  /**
   * Calcite (1.42) simplifies {@code (x = 1 AND x IS NOT NULL) IS NOT FALSE} to {@code (x = 1) IS
   * NOT FALSE}, which is true where x is NULL.
   */
  private static void refuseKnown(SqlNode condition) {
    if (contains(condition, SqlKind.AND) && contains(condition, SqlKind.IS_NOT_NULL)) {
      throw new BetterInDuckDb("know a condition on NULLs from an unknown one");
    }
  }

  private static boolean contains(SqlNode node, SqlKind kind) {
    return node.getKind() == kind
        || (node instanceof SqlCall call
            && call.getOperandList().stream()
                .anyMatch(operand -> operand != null && contains(operand, kind)));
  }

  /**
   * What Calcite has as DECIMAL(39, 0) is a HUGEINT, as (38, 0) or (20, 0) it may be one, or a
   * UBIGINT: between two of them lies a DOUBLE, and functions that only DuckDB has make other
   * things of them.
   */
  private void refuseHuge(SqlCall call) {
    boolean between = BETWEEN.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
    if ((between || call.getOperator() instanceof NativeFunction)
        && call.getOperandList().stream().anyMatch(each -> isHuge(each))) {
      throw new BetterInDuckDb("know a HUGEINT from a DECIMAL");
    }
  }

  /** Different values become texts in the order of the values. */
  private void refuseDifferent(SqlCall call) {
    if (call.getFunctionQuantifier() != null
        && TEXTS.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))
        && (call.operand(0).getKind() == SqlKind.CAST
            || !SqlTypeUtil.inCharFamily(type(call.operand(0))))) {
      throw new BetterInDuckDb("sort different values by what they were before they were texts");
    }
  }

  private boolean isHuge(SqlNode node) {
    if (node instanceof SqlNodeList || node instanceof SqlDataTypeSpec) {
      return false;
    }
    RelDataType type = type(node);
    while (type.getComponentType() != null) {
      type = type.getComponentType();
    }
    return SkeinTypeSystem.mayBeHuge(type)
        || (SqlTypeUtil.isDecimal(type) && type.getPrecision() == UBIGINT && type.getScale() == 0);
  }

  private boolean isOfRow(SqlNode node) {
    if (node instanceof SqlNodeList || node instanceof SqlDataTypeSpec) {
      return false;
    }
    RelDataType type = type(node);
    while (type.getComponentType() != null) {
      type = type.getComponentType();
    }
    return type.isStruct() && type.getFieldNames().contains(SqlUtil.deriveAliasFromOrdinal(0));
  }

  private static boolean isFraction(RelDataType type) {
    return SqlTypeUtil.isApproximateNumeric(type)
        || (SqlTypeUtil.isDecimal(type) && type.getScale() > 0);
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
        || (HUGE.contains(name)
            && (SqlTypeUtil.isApproximateNumeric(from) || SqlTypeUtil.inCharFamily(from)))) {
      throw new BetterInDuckDb("have the type " + name);
    }
  }

  private static void refuseCast(RelDataType from, RelDataType to) {
    if (SqlTypeUtil.isBinary(to) && SqlTypeUtil.inCharFamily(from)) {
      throw new BetterInDuckDb("read a text as bytes");
    }
    if (SqlTypeUtil.inCharFamily(to)) {
      ShownIntervals.refuse(from);
    }
    if (to.getSqlTypeName() == SqlTypeName.TIMESTAMP && to.getPrecision() < fraction(from)) {
      throw new BetterInDuckDb("round fractions of a second");
    }
    if (to.getSqlTypeName() == SqlTypeName.TIME_TZ) {
      throw new BetterInDuckDb("have times of a time zone");
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
