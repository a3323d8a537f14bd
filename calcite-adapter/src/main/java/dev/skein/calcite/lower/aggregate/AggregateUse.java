package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.util.List;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;

/**
 * One use of an aggregate function, in a group or over a window, its operands written already.
 *
 * @param distinct whether equal arguments count once
 * @param ignoreNulls whether rows with a NULL argument do not count, where they otherwise would
 * @param sortKeys the order in which it takes its rows, if that was given
 * @param filter the condition of FILTER, or an empty text
 * @param over the OVER clause with a blank before it, or an empty text
 * @param beside what else the same grouping computes
 */
public record AggregateUse(
    SqlAggFunction function,
    List<String> arguments,
    List<RelDataType> argumentTypes,
    RelDataType type,
    boolean distinct,
    boolean ignoreNulls,
    List<SortKey> sortKeys,
    String filter,
    String over,
    Beside beside) {
  public AggregateUse {
    arguments = List.copyOf(arguments);
    argumentTypes = List.copyOf(argumentTypes);
    sortKeys = List.copyOf(sortKeys);
  }

  /**
   * What a grouping computes beside a call, where that decides how DuckDB computes the call.
   *
   * @param partsOfAverage the sum or the count that an average of the same arguments is made of
   */
  public record Beside(boolean partsOfAverage) {
    public static final Beside NOTHING = new Beside(false);

    public static Beside of(AggregateCall call, Aggregate grouping) {
      return call.getAggregation().getKind() == SqlKind.AVG
          ? new Beside(AverageAggregate.hasPartsBeside(call, grouping))
          : NOTHING;
    }
  }

  /** One key of an order, NULLs placed explicitly. */
  record SortKey(String sql, RelDataType type, boolean descending, boolean nullsFirst) {
    @Override
    public String toString() {
      return sql + (descending ? " DESC" : " ASC") + (nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }
  }

  RelDataType argumentType(int index) {
    if (index >= argumentTypes.size()) {
      throw new NotInDuckDb(function, "called with " + argumentTypes.size() + " arguments");
    }
    return argumentTypes.get(index);
  }

  /** The arguments as they stand inside the parentheses. */
  String list() {
    return String.join(", ", arguments);
  }

  /** The call itself: {@code name([DISTINCT] arguments [ORDER BY keys])}. */
  String call(String name) {
    return call(name, list());
  }

  String call(String name, String list) {
    return name + "(" + (distinct ? "DISTINCT " : "") + list + orderBy() + ")";
  }

  /** A call with its FILTER and OVER behind it. */
  String filtered(String call) {
    return call + (filter.isEmpty() ? "" : " FILTER (WHERE " + filter + ")") + over;
  }

  /** As {@link #filtered(String)}, for rows that satisfy one condition more. */
  String filtered(String call, String condition) {
    String both = filter.isEmpty() ? condition : filter + " AND " + condition;
    return call + " FILTER (WHERE " + both + ")" + over;
  }

  String cast(String text) {
    return "CAST(" + text + " AS " + DuckDbTypes.typeName(type) + ")";
  }

  private String orderBy() {
    // A constant orders nothing, and DuckDB refuses it as a key.
    List<String> keys =
        sortKeys.stream()
            .filter(key -> !Literals.isConstant(key.sql()))
            .map(SortKey::toString)
            .toList();
    return keys.isEmpty() ? "" : " ORDER BY " + String.join(", ", keys);
  }
}
