package dev.skein.calcite.lower.expression;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;

/** What the names inside an expression stand for, in SQL text. The writer of rel trees gives it. */
public interface RexScope {
  /** The text of an input column, which must have the DuckDB type of {@code type}. */
  String inputRef(int index, RelDataType type);

  /** The text of a column of an outer query. */
  String correlated(CorrelationId id, int fieldIndex);

  /** The text of a dynamic parameter, whose value is bound when the query runs. */
  default String parameter(int index) {
    return "$" + (index + 1);
  }

  /** The SELECT of a sub-query, without parentheses around it. */
  String subQuery(RelNode rel);
}
