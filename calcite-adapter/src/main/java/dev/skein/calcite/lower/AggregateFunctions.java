package dev.skein.calcite.lower;

import java.util.List;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/** Writes the calls of an Aggregate, whole or split over tasks. */
public final class AggregateFunctions {
  private AggregateFunctions() {}

  /** Whether DuckDB computes exactly Calcite's meaning as one call. Never throws. */
  public static boolean supports(AggregateCall call, RelDataType inputRowType) {
    try {
      write(call, inputRowType, call.getArgList().stream().map(i -> "c" + i).toList(), null, "");
      return true;
    } catch (NotInDuckDb refused) {
      return false;
    }
  }

  /**
   * The text of a call for which {@link #supports} answered true, of the type of the call.
   *
   * @param argumentSql the arguments, in order
   * @param filterSql the condition of FILTER, if the call has one
   * @param orderBySql the sort keys of WITHIN GROUP or ORDER BY, or an empty text
   */
  public static String write(
      AggregateCall call,
      RelDataType inputRowType,
      List<String> argumentSql,
      @Nullable String filterSql,
      String orderBySql) {
    List<RelDataTypeField> fields = inputRowType.getFieldList();
    if (call.distinctKeys != null || call.isApproximate()) {
      throw new NotInDuckDb(call, "an aggregate over distinct keys, or an approximate one");
    }
    Aggregates.Use use =
        new Aggregates.Use(
            call.getAggregation(),
            argumentSql,
            call.getArgList().stream().map(i -> fields.get(i).getType()).toList(),
            call.getType(),
            call.isDistinct(),
            orderBySql);
    return Aggregates.write(use)
        .write(filterSql == null ? "" : " FILTER (WHERE " + filterSql + ")");
  }
}
