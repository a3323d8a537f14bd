package dev.skein.e2e;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how an answer differs from the expected one, or that it does not. */
final class AnswerComparison {
  /** How far doubles may be apart, relative to the larger one, where sums of doubles are made. */
  private static final double TOLERANCE = 1e-9;

  private final CorpusQuery query;

  AnswerComparison(CorpusQuery query) {
    this.query = query;
  }

  Optional<String> difference(Answer expected, Answer actual) {
    if (!sameTypes(expected.types(), actual.types())) {
      return Optional.of("types " + expected.types() + " expected but " + actual.types());
    }
    if (expected.rows().size() != actual.rows().size()) {
      return Optional.of(
          expected.rows().size() + " rows expected but " + actual.rows().size() + " came");
    }
    if (query.ordered() && query.tiedKeys().isEmpty()) {
      return firstDifference(expected.rows(), actual.rows());
    }
    if (query.ordered()) {
      Optional<String> keys = firstDifference(keys(expected.rows()), keys(actual.rows()));
      if (keys.isPresent()) {
        return keys;
      }
    }
    return firstDifference(sorted(expected), sorted(actual));
  }

  private static boolean sameTypes(List<String> expected, List<String> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      String type = expected.get(i);
      if (!type.equals(AnswerReader.ANY)
          && !actual.get(i).equals(AnswerReader.ANY)
          && !type.equals(actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> firstDifference(
      List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual) {
    for (int i = 0; i < expected.size(); i++) {
      for (int j = 0; j < expected.get(i).size(); j++) {
        if (!same(expected.get(i).get(j), actual.get(i).get(j))) {
          return Optional.of(
              "row %d, column %d: %s expected but %s"
                  .formatted(i + 1, j + 1, expected.get(i), actual.get(i)));
        }
      }
    }
    return Optional.empty();
  }

  private boolean same(@Nullable Object expected, @Nullable Object actual) {
    if (query.approximate() && expected instanceof Double x && actual instanceof Double y) {
      return x.equals(y)
          || Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.max(Math.abs(x), Math.abs(y)));
    }
    // DuckDB writes the one zero or the other, as the order of a sum has it.
    if (expected instanceof Double x && actual instanceof Double y && x == 0 && y == 0) {
      return true;
    }
    return Objects.equals(expected, actual);
  }

  private List<List<@Nullable Object>> keys(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> keys = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> key = new ArrayList<>();
      for (int column : query.tiedKeys()) {
        key.add(row.get(column - 1));
      }
      keys.add(key);
    }
    return keys;
  }

  /** Rows by their exact columns first, so that a last digit does not move a row. */
  private List<List<@Nullable Object>> sorted(Answer answer) {
    Comparator<List<@Nullable Object>> order = Comparator.comparingInt(List::size);
    for (boolean doubles : new boolean[] {false, true}) {
      order = order.thenComparing((left, right) -> compare(left, right, doubles));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>(answer.rows());
    rows.sort(order);
    return rows;
  }

  /** What a double is sorted by: where last digits may differ they count for nothing. */
  private double sortKey(double value) {
    if (value == 0) {
      return 0; // of either sign
    }
    return query.approximate() && Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(9)).doubleValue()
        : value;
  }

  private int compare(List<@Nullable Object> left, List<@Nullable Object> right, boolean doubles) {
    for (int i = 0; i < left.size(); i++) {
      Object x = left.get(i);
      Object y = right.get(i);
      int order = 0;
      if (x == null || y == null) {
        order = Boolean.compare(x == null, y == null);
      } else if (x instanceof Double a && y instanceof Double b) {
        order = doubles ? Double.compare(sortKey(a), sortKey(b)) : 0;
      } else {
        order = x.toString().compareTo(y.toString());
      }
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
