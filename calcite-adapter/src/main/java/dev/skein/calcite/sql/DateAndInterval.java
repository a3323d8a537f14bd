package dev.skein.calcite.sql;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;

/**
 * The sum of a date and an interval, a timestamp as in DuckDB. Calcite computes it as a date, which
 * loses hours. Where there are none, the sum stays a date within a cast, so that it is still
 * compared with dates as such.
 */
final class DateAndInterval {
  private DateAndInterval() {}

  /** To Calcite 1.42 a time in a time zone and an interval are numbers to be added. */
  static RexNode inTimeZone(SqlRexContext context, RexNode translated) {
    if (!(translated instanceof RexCall sum)
        || sum.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
        || sum.getOperands().size() != 2) {
      return translated;
    }
    RexNode left = sum.getOperands().get(0);
    RexNode right = sum.getOperands().get(1);
    boolean turned = SqlTypeUtil.isInterval(left.getType());
    if (!turned && !SqlTypeUtil.isInterval(right.getType())) {
      return translated;
    }
    return context
        .getRexBuilder()
        .makeCall(
            sum.getType(),
            sum.getKind() == SqlKind.MINUS
                ? SqlStdOperatorTable.MINUS_DATE
                : SqlStdOperatorTable.DATETIME_PLUS,
            turned ? List.of(right, left) : List.of(left, right));
  }

  static RexNode asTimestamp(SqlRexContext context, RexNode translated) {
    if (!(translated instanceof RexCall sum)
        || sum.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP
        || sum.getOperands().size() != 2) {
      return translated;
    }
    RexNode date = sum.getOperands().get(0);
    RexNode interval = sum.getOperands().get(1);
    if (date.getType().getSqlTypeName() != SqlTypeName.DATE
        || !SqlTypeUtil.isInterval(interval.getType())) {
      return translated;
    }
    RexBuilder rex = context.getRexBuilder();
    RelDataType type = sum.getType();
    if (hasWholeDays(interval)) {
      RelDataType whole =
          context.getTypeFactory().createTypeWithNullability(date.getType(), type.isNullable());
      return rex.makeCast(type, rex.makeCall(whole, sum.getOperator(), sum.getOperands()));
    }
    RelDataType midnight =
        context.getTypeFactory().createTypeWithNullability(type, date.getType().isNullable());
    return rex.makeCall(
        type, sum.getOperator(), List.of(rex.makeAbstractCast(midnight, date, false), interval));
  }

  private static boolean hasWholeDays(RexNode interval) {
    SqlIntervalQualifier qualifier = interval.getType().getIntervalQualifier();
    return interval instanceof RexLiteral
        && qualifier != null
        && (qualifier.isYearMonth()
            || interval.getType().getSqlTypeName() == SqlTypeName.INTERVAL_DAY);
  }
}
