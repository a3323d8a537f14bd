package dev.skein.calcite.lower;

import java.util.IdentityHashMap;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Rows, lists and maps. */
final class CollectionFunctions {
  private CollectionFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(
        SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR,
        (call, writer) ->
            writer.cast(
                writer.writeAll(call.getOperands()).stream()
                    .collect(Collectors.joining(", ", "[", "]")),
                call.getType()));
  }
}
