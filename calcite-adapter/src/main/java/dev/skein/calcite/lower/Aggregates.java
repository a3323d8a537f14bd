package dev.skein.calcite.lower;

import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** The table of aggregate functions and their DuckDB text, for groups and for windows alike. */
final class Aggregates {
  /** One use of an aggregate function, its arguments written already. */
  record Use(
      SqlAggFunction function,
      List<String> arguments,
      List<RelDataType> argumentTypes,
      RelDataType type,
      boolean distinct,
      String orderBy) {
    /** The call itself: {@code name([DISTINCT] arguments [ORDER BY ...])}. */
    AggregateSql call(String name) {
      return AggregateSql.of(
          name
              + "("
              + (distinct ? "DISTINCT " : "")
              + String.join(", ", arguments)
              + (orderBy.isEmpty() ? "" : " ORDER BY " + orderBy)
              + ")");
    }

    RelDataType argumentType(int index) {
      return argumentTypes.get(index);
    }
  }

  /** How uses of one function are written. */
  @FunctionalInterface
  interface Aggregate {
    /**
     * The text of one use.
     *
     * @throws NotInDuckDb where DuckDB would not compute this use as Calcite means it
     */
    AggregateSql write(Use use);
  }

  private static final IdentityHashMap<SqlAggFunction, Aggregate> TABLE = new IdentityHashMap<>();

  static {
    TABLE.put(SqlStdOperatorTable.COUNT, Aggregates::count);
    TABLE.put(SqlStdOperatorTable.SUM, Aggregates::sum);
    TABLE.put(SqlStdOperatorTable.SUM0, use -> sum(use).then(text -> "coalesce(" + text + ", 0)"));
    TABLE.put(SqlStdOperatorTable.MIN, use -> sameType(use, "min"));
    TABLE.put(SqlStdOperatorTable.MAX, use -> sameType(use, "max"));
    TABLE.put(SqlStdOperatorTable.AVG, use -> toDouble(use, "avg"));
  }

  private Aggregates() {}

  static AggregateSql write(Use use) {
    Aggregate aggregate = TABLE.get(use.function());
    if (aggregate == null) {
      throw new NotInDuckDb(use.function(), "DuckDB does not compute this aggregate alike");
    }
    return aggregate.write(use);
  }

  private static AggregateSql count(Use use) {
    if (use.arguments().isEmpty()) {
      return AggregateSql.of("count(*)");
    }
    if (use.arguments().size() > 1) {
      throw new NotInDuckDb(use.function(), "counts rows of several columns");
    }
    return use.call("count");
  }

  /** DuckDB sums integers to a HUGEINT, doubles to a DOUBLE and decimals to 38 digits. */
  private static AggregateSql sum(Use use) {
    RelDataType argument = use.argumentType(0);
    String natural =
        switch (argument.getSqlTypeName()) {
          case TINYINT, SMALLINT, INTEGER, BIGINT -> "HUGEINT";
          case REAL, FLOAT, DOUBLE -> "DOUBLE";
          case DECIMAL -> "DECIMAL(38, " + argument.getScale() + ")";
          default -> throw new NotInDuckDb(use.function(), "a sum of " + argument);
        };
    String wanted = RexToDuckDb.typeName(use.type());
    AggregateSql call = use.call("sum");
    return wanted.equals(natural)
        ? call
        : call.then(text -> "CAST(" + text + " AS " + wanted + ")");
  }

  private static AggregateSql sameType(Use use, String name) {
    if (!DuckDbTypes.sameStorage(use.argumentType(0), use.type())) {
      throw new NotInDuckDb(use.function(), "changes the type of its argument");
    }
    return use.call(name);
  }

  private static AggregateSql toDouble(Use use, String name) {
    if (use.type().getSqlTypeName() != SqlTypeName.DOUBLE) {
      throw new NotInDuckDb(use.function(), "DuckDB's result is a double, not " + use.type());
    }
    for (RelDataType argument : use.argumentTypes()) {
      if (!SqlTypeName.NUMERIC_TYPES.contains(argument.getSqlTypeName())) {
        throw new NotInDuckDb(use.function(), "its argument is " + argument);
      }
    }
    return use.call(name);
  }
}
