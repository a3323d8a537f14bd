package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic with intervals. Calcite has two kinds, of months and of milliseconds; DuckDB's one
 * INTERVAL holds months, days and microseconds. A day-time interval becomes days or microseconds,
 * which DuckDB compares and adds alike.
 */
final class Intervals {
  private static final BigDecimal MILLIS_PER_DAY = BigDecimal.valueOf(86_400_000L);

  /** Parts of a day-time interval, from its microseconds; they keep its sign. */
  private static final Map<TimeUnitRange, String> DAY_TIME_PARTS =
      Map.of(
          TimeUnitRange.DAY, "(epoch_us({0}) // 86400000000)",
          TimeUnitRange.HOUR, "(epoch_us({0}) % 86400000000 // 3600000000)",
          TimeUnitRange.MINUTE, "(epoch_us({0}) % 3600000000 // 60000000)",
          TimeUnitRange.SECOND, "(epoch_us({0}) % 60000000 // 1000000)",
          TimeUnitRange.EPOCH, "(epoch_us({0}) // 1000000)");

  private static final Map<TimeUnitRange, String> YEAR_MONTH_PARTS =
      Map.of(
          TimeUnitRange.YEAR, "extract(YEAR FROM {0})",
          TimeUnitRange.MONTH, "extract(MONTH FROM {0})");

  private Intervals() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.DATETIME_PLUS, (call, writer) -> shift(call, "+", writer));
    table.put(SqlStdOperatorTable.MINUS_DATE, Intervals::minus);
    table.put(SqlStdOperatorTable.REINTERPRET, Intervals::reinterpret);
  }

  /** The pattern of EXTRACT from an interval, if it has that part. */
  static @Nullable String part(@Nullable TimeUnitRange unit, SqlTypeName type) {
    if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type)) {
      return DAY_TIME_PARTS.get(unit);
    }
    return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type) ? YEAR_MONTH_PARTS.get(unit) : null;
  }

  /** Sums and multiples of intervals. */
  static String arithmetic(RexCall call, String operator, RexToDuckDb writer) {
    for (RexNode operand : call.getOperands()) {
      boolean fits =
          SqlTypeUtil.isInterval(operand.getType())
              || SqlTypeName.INT_TYPES.contains(operand.getType().getSqlTypeName());
      if (!fits) {
        throw new NotInDuckDb(call, "interval arithmetic with " + operand.getType());
      }
    }
    return "(" + writer.operand(call, 0) + " " + operator + " " + writer.operand(call, 1) + ")";
  }

  private static String minus(RexCall call, RexToDuckDb writer) {
    if (!SqlTypeUtil.isInterval(call.getOperands().get(1).getType())) {
      return isYearMonth(call.getType())
          ? "to_months(CAST(" + months(call, writer) + " AS INTEGER))"
          : "to_microseconds(" + micros(call, writer) + ")";
    }
    return shift(call, "-", writer);
  }

  /** The number behind an interval, of milliseconds or of months, as TIMESTAMPDIFF needs it. */
  private static String reinterpret(RexCall call, RexToDuckDb writer) {
    RexNode operand = call.getOperands().get(0);
    if (!SqlTypeName.INT_TYPES.contains(call.getType().getSqlTypeName())
        || !SqlTypeUtil.isInterval(operand.getType())) {
      throw new NotInDuckDb(call, "reads " + operand.getType() + " as " + call.getType());
    }
    boolean yearMonth = isYearMonth(operand.getType());
    String number;
    if (operand.getKind() == SqlKind.MINUS
        && operand instanceof RexCall difference
        && difference.getOperator().equals(SqlStdOperatorTable.MINUS_DATE)) {
      number =
          yearMonth ? months(difference, writer) : "(" + micros(difference, writer) + " // 1000)";
    } else if (yearMonth) {
      number =
          Placeholders.fill(
              "(extract(YEAR FROM {0}) * 12 + extract(MONTH FROM {0}))", writer.write(operand));
    } else {
      number = "(epoch_us(" + writer.write(operand) + ") // 1000)";
    }
    return call.getType().getSqlTypeName() == SqlTypeName.BIGINT
        ? number
        : writer.cast(number, call.getType());
  }

  private static String micros(RexCall difference, RexToDuckDb writer) {
    RelDataType left = difference.getOperands().get(0).getType();
    RelDataType right = difference.getOperands().get(1).getType();
    String first = writer.operand(difference, 0);
    String second = writer.operand(difference, 1);
    if (left.getSqlTypeName() == SqlTypeName.DATE && right.getSqlTypeName() == SqlTypeName.DATE) {
      return "((" + first + " - " + second + ") * 86400000000)";
    }
    if (isDatetime(left) && isDatetime(right)) {
      return "(epoch_us(" + first + ") - epoch_us(" + second + "))";
    }
    throw new NotInDuckDb(difference, "the difference of " + left + " and " + right);
  }

  /**
   * Whole months between two dates. DuckDB's date_sub() counts a month to its last day as whole,
   * Calcite only one to the same day.
   */
  private static String months(RexCall difference, RexToDuckDb writer) {
    RelDataType left = difference.getOperands().get(0).getType();
    RelDataType right = difference.getOperands().get(1).getType();
    if (left.getSqlTypeName() != SqlTypeName.DATE || right.getSqlTypeName() != SqlTypeName.DATE) {
      throw new NotInDuckDb(difference, "months between " + left + " and " + right);
    }
    return Placeholders.fill(
        "(date_diff('month', {1}, {0}) + CASE "
            + "WHEN {0} >= {1} AND extract(DAY FROM {0}) < extract(DAY FROM {1}) THEN -1 "
            + "WHEN {0} < {1} AND extract(DAY FROM {1}) < extract(DAY FROM {0}) THEN 1 ELSE 0 END)",
        writer.operand(difference, 0), writer.operand(difference, 1));
  }

  /** A datetime moved by an interval; a date stays a date. */
  private static String shift(RexCall call, String operator, RexToDuckDb writer) {
    RexNode datetime = call.getOperands().get(0);
    RexNode interval = call.getOperands().get(1);
    if (!SqlTypeUtil.isInterval(interval.getType()) || !isMoved(datetime.getType())) {
      throw new NotInDuckDb(call, "moves " + datetime.getType() + " by " + interval.getType());
    }
    String text = writer.write(datetime) + " " + operator + " ";
    boolean sameType = DuckDbTypes.sameStorage(datetime.getType(), call.getType());
    if (datetime.getType().getSqlTypeName() == SqlTypeName.DATE && sameType) {
      return isYearMonth(interval.getType())
          ? "CAST(" + text + writer.write(interval) + " AS DATE)"
          : "(" + text + days(interval, writer) + ")";
    }
    String moved = "(" + text + writer.write(interval) + ")";
    return sameType ? moved : writer.cast(moved, call.getType());
  }

  /** The whole days in a day-time interval. */
  private static String days(RexNode interval, RexToDuckDb writer) {
    if (interval instanceof RexLiteral literal && !literal.isNull()) {
      BigDecimal days = Literals.number(literal).divideToIntegralValue(MILLIS_PER_DAY);
      String text = days.toBigInteger().toString();
      return days.signum() < 0 ? "(" + text + ")" : text;
    }
    return "CAST(epoch_us(" + writer.write(interval) + ") // 86400000000 AS INTEGER)";
  }

  private static boolean isDatetime(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case DATE, TIME, TIMESTAMP -> true;
      default -> false;
    };
  }

  /** A time in a time zone moves as DuckDB's session has it. */
  private static boolean isMoved(RelDataType type) {
    return isDatetime(type) || type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
  }

  private static boolean isYearMonth(RelDataType type) {
    return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
  }
}
