package dev.skein.calcite.jdbc;

import dev.skein.calcite.rel.WholeTree;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a plan takes for exact numbers because of what stands beside them, and would
 * cut to their digits. Those that are only compared are not cut.
 *
 * @param scales the digits after the point of each, by its index
 */
record ExactParameters(Map<Integer, Integer> scales) {
  ExactParameters {
    scales = Map.copyOf(scales);
  }

  static ExactParameters of(RelNode plan) {
    Map<Integer, Integer> scales = new HashMap<>();
    RexShuttle finder =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            if (!call.isA(SqlKind.COMPARISON)) {
              return super.visitCall(call);
            }
            for (RexNode side : call.getOperands()) {
              if (!(side instanceof RexDynamicParam)) {
                side.accept(this);
              }
            }
            return call;
          }

          @Override
          public RexNode visitDynamicParam(RexDynamicParam parameter) {
            if (SqlTypeUtil.isExactNumeric(parameter.getType())) {
              scales.put(parameter.getIndex(), Math.max(parameter.getType().getScale(), 0));
            }
            return parameter;
          }
        };
    WholeTree.forEach(plan, node -> node.accept(finder));
    return new ExactParameters(scales);
  }

  /** Whether one of these values would be cut. */
  boolean cut(List<@Nullable TypedValue> values) {
    return scales.entrySet().stream()
        .anyMatch(
            scale -> {
              int index = scale.getKey();
              TypedValue value = index < values.size() ? values.get(index) : null;
              return value != null && isFiner(value.toLocal(), scale.getValue());
            });
  }

  private static boolean isFiner(@Nullable Object value, int scale) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return !Double.isFinite(number) || isFiner(new BigDecimal(number), scale);
    }
    return value instanceof BigDecimal decimal && decimal.stripTrailingZeros().scale() > scale;
  }
}
