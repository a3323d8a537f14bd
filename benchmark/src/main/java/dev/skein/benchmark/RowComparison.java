package dev.skein.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether two systems returned the same rows, as {@link ResultReader#rows} gives them. */
final class RowComparison {
  /** How far doubles may be apart, relative to the larger: a sum's last digits depend on order. */
  private static final double TOLERANCE = 1e-9;

  private RowComparison() {}

  static boolean same(List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {
    return left.size() == right.size()
        && (inOrder(left, right) || inOrder(sorted(left), sorted(right)));
  }

  private static boolean inOrder(
      List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {
    for (int i = 0; i < left.size(); i++) {
      if (!sameRow(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameRow(List<@Nullable Object> left, List<@Nullable Object> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!sameValue(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameValue(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Number x
        && right instanceof Number y
        && (left instanceof Double || right instanceof Double)) {
      double a = x.doubleValue();
      double b = y.doubleValue();
      return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }
    return Objects.equals(left, right);
  }

  /** Rows that agree in the keys of an ORDER BY may come in any order. */
  private static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
    return rows.stream()
        .sorted(Comparator.comparing((List<@Nullable Object> row) -> String.valueOf(row)))
        .toList();
  }
}
