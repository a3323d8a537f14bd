package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.DATE;
import static dev.skein.calcite.lower.expression.Template.Operand.INTEGER;
import static dev.skein.calcite.lower.expression.Template.Operand.LONG;
import static dev.skein.calcite.lower.expression.Template.Operand.TIMESTAMP;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Parts and units of dates and times. The current date and time are not here: every task of a query
 * must see one value, which only the coordinator has.
 */
final class DatetimeFunctions {
  /** Parts that stand in both a date and a timestamp. */
  private static final Map<TimeUnitRange, String> DATE_PARTS =
      Map.ofEntries(
          Map.entry(TimeUnitRange.YEAR, "extract(YEAR FROM {0})"),
          Map.entry(TimeUnitRange.MONTH, "extract(MONTH FROM {0})"),
          Map.entry(TimeUnitRange.DAY, "extract(DAY FROM {0})"),
          Map.entry(TimeUnitRange.QUARTER, "extract(QUARTER FROM {0})"),
          Map.entry(TimeUnitRange.WEEK, "extract(WEEK FROM {0})"),
          // Calcite counts from Sunday = 1, DuckDB from Sunday = 0.
          Map.entry(TimeUnitRange.DOW, "(extract(DOW FROM {0}) + 1)"),
          Map.entry(TimeUnitRange.ISODOW, "extract(ISODOW FROM {0})"),
          Map.entry(TimeUnitRange.DOY, "extract(DOY FROM {0})"),
          Map.entry(TimeUnitRange.ISOYEAR, "extract(ISOYEAR FROM {0})"),
          Map.entry(TimeUnitRange.DECADE, "extract(DECADE FROM {0})"),
          Map.entry(TimeUnitRange.CENTURY, "extract(CENTURY FROM {0})"),
          Map.entry(TimeUnitRange.MILLENNIUM, "extract(MILLENNIUM FROM {0})"),
          Map.entry(TimeUnitRange.EPOCH, "(epoch_us({0}) // 1000000)"));

  /**
   * Parts of a time, and of a timestamp or a date; below the second they count from the full
   * minute.
   */
  private static final Map<TimeUnitRange, String> TIME_PARTS =
      Map.of(
          TimeUnitRange.HOUR, "extract(HOUR FROM {0})",
          TimeUnitRange.MINUTE, "extract(MINUTE FROM {0})",
          TimeUnitRange.SECOND, "extract(SECOND FROM {0})",
          TimeUnitRange.MILLISECOND, "extract(MILLISECOND FROM {0})",
          TimeUnitRange.MICROSECOND, "extract(MICROSECOND FROM {0})",
          TimeUnitRange.NANOSECOND, "(extract(MICROSECOND FROM {0}) * 1000)");

  private static final Map<TimeUnitRange, String> DATE_UNITS =
      Map.of(
          TimeUnitRange.YEAR, "1 year",
          TimeUnitRange.QUARTER, "3 months",
          TimeUnitRange.MONTH, "1 month",
          TimeUnitRange.WEEK, "7 days",
          TimeUnitRange.DECADE, "10 years",
          TimeUnitRange.DAY, "1 day");

  private static final Map<TimeUnitRange, String> TIME_UNITS =
      Map.of(
          TimeUnitRange.HOUR, "1 hour",
          TimeUnitRange.MINUTE, "1 minute",
          TimeUnitRange.SECOND, "1 second",
          TimeUnitRange.MILLISECOND, "1 millisecond");

  private DatetimeFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.EXTRACT, DatetimeFunctions::extract);
    table.put(SqlLibraryOperators.DATE_TRUNC, (call, writer) -> toUnit(call, "floor", writer));
    table.put(SqlLibraryOperators.TIMESTAMP_TRUNC, (call, writer) -> toUnit(call, "floor", writer));
    table.put(SqlStdOperatorTable.LAST_DAY, DatetimeFunctions::lastDay);
    table.put(
        SqlLibraryOperators.UNIX_DATE, Template.of("BIGINT", "({0} - DATE '1970-01-01')", DATE));
    table.put(
        SqlLibraryOperators.DATE_FROM_UNIX_DATE,
        Template.of("DATE", "(DATE '1970-01-01' + {0})", INTEGER));
    table.put(
        SqlLibraryOperators.TIMESTAMP_SECONDS,
        Template.of("TIMESTAMP", "make_timestamp(CAST({0} AS BIGINT) * 1000000)", LONG));
    table.put(
        SqlLibraryOperators.TIMESTAMP_MILLIS,
        Template.of("TIMESTAMP", "make_timestamp(CAST({0} AS BIGINT) * 1000)", LONG));
    table.put(
        SqlLibraryOperators.UNIX_MILLIS,
        Template.of("BIGINT", "(epoch_us({0}) // 1000)", TIMESTAMP));
    table.put(
        SqlLibraryOperators.UNIX_SECONDS,
        Template.of("BIGINT", "(epoch_us({0}) // 1000000)", TIMESTAMP));
  }

  private static String extract(RexCall call, RexToDuckDb writer) {
    RexNode datetime = call.getOperands().get(1);
    TimeUnitRange unit = unit(call, 0);
    SqlTypeName type = datetime.getType().getSqlTypeName();
    String pattern =
        switch (type) {
          case DATE, TIMESTAMP ->
              DATE_PARTS.containsKey(unit) ? DATE_PARTS.get(unit) : TIME_PARTS.get(unit);
          case TIME -> TIME_PARTS.get(unit);
          default -> Intervals.part(unit, type);
        };
    if (pattern == null) {
      throw new NotInDuckDb(call, "this part of " + datetime.getType());
    }
    String part = Placeholders.fill(pattern, writer.write(datetime));
    return call.getType().getSqlTypeName() == SqlTypeName.BIGINT
        ? part
        : writer.cast(part, call.getType());
  }

  /** FLOOR and CEIL of a date or a timestamp to a unit. */
  static String toUnit(RexCall call, String function, RexToDuckDb writer) {
    RexNode datetime = call.getOperands().get(0);
    TimeUnitRange unit = call.getOperands().size() == 2 ? unit(call, 1) : null;
    RelDataType type = datetime.getType();
    boolean timestamp = type.getSqlTypeName() == SqlTypeName.TIMESTAMP;
    boolean date = type.getSqlTypeName() == SqlTypeName.DATE;
    String length = DATE_UNITS.get(unit);
    if (length == null && timestamp) {
      length = TIME_UNITS.get(unit);
    }
    if (length == null || !(date || timestamp) || !DuckDbTypes.sameStorage(type, call.getType())) {
      throw new NotInDuckDb(call, "rounds " + type + " to another unit");
    }
    // Calcite's week begins on Sunday, DuckDB's on Monday.
    String floor =
        unit == TimeUnitRange.WEEK
            ? "(date_trunc('week', {0} + INTERVAL '1 day') - INTERVAL '1 day')"
            : "date_trunc('" + unit + "', {0})";
    String pattern =
        switch (function) {
          case "floor" -> floor;
          case "ceil" ->
              "CASE WHEN {1} = {0} THEN {0} ELSE {1} + INTERVAL '{2}' END".replace("{1}", floor);
          default -> throw new NotInDuckDb(call, function + " to a unit");
        };
    // DuckDB's result is a timestamp for a date as well.
    String text = Placeholders.fill(pattern, writer.write(datetime), "", length);
    return date ? writer.cast(text, call.getType()) : text;
  }

  private static String lastDay(RexCall call, RexToDuckDb writer) {
    SqlTypeName type = call.getOperands().get(0).getType().getSqlTypeName();
    if ((type != SqlTypeName.DATE && type != SqlTypeName.TIMESTAMP)
        || call.getType().getSqlTypeName() != SqlTypeName.DATE) {
      throw new NotInDuckDb(call, "the last day of " + type);
    }
    return "last_day(" + writer.operand(call, 0) + ")";
  }

  private static @Nullable TimeUnitRange unit(RexCall call, int operand) {
    return call.getOperands().get(operand) instanceof RexLiteral literal
        ? literal.getValueAs(TimeUnitRange.class)
        : null;
  }
}
