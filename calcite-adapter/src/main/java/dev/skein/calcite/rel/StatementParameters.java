package dev.skein.calcite.rel;

import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.rel.type.RelDataType;

/**
 * The dynamic parameters of a statement that DuckDB runs as it is.
 *
 * @param types a row of what the statement asks of each; ANY for one that takes the type of its
 *     value
 * @param given how Avatica carries the value of each: it has the days of a DATE in an int
 */
public record StatementParameters(RelDataType types, List<ColumnMetaData.Rep> given) {
  public StatementParameters {
    given = List.copyOf(given);
    if (types.getFieldCount() != given.size()) {
      throw new IllegalArgumentException(types + " are not the types of " + given);
    }
  }
}
