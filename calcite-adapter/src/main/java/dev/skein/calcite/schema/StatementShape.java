package dev.skein.calcite.schema;

import dev.skein.calcite.enumerable.GivenValue;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rel.StatementParameters;
import dev.skein.runtime.catalog.CatalogTable;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a statement that DuckDB runs as it is, and, as DuckDB tells, what comes out.
 *
 * @param schema the one that runs it
 * @param parquet the tables of Parquet files that it reads
 * @param given the values of its parameters
 */
record StatementShape(
    DistributedSchema schema, List<ParquetTable> parquet, List<TypedValue> given) {
  StatementShape {
    parquet = List.copyOf(parquet);
    given = List.copyOf(given);
  }

  /** Whether DuckDB would run it. */
  boolean isValid(String sql) {
    try {
      columns(sql);
      return true;
    } catch (SkeinException refused) {
      if (refused.kind() != Kind.USER) {
        throw refused;
      }
      return false;
    }
  }

  /**
   * Checks that the columns are known while the parameters are NULL.
   *
   * @throws NotAsWritten if they are not, though DuckDB takes the statement
   */
  void checkBeforeValues(String sql) {
    if (!given.isEmpty()) {
      asked(sql);
      try {
        columns(sql);
      } catch (SkeinException unknown) {
        throw new NotAsWritten(
            "DuckDB cannot tell what comes of it before its parameters have values; write"
                + " CAST(? AS <type>) for them ("
                + unknown.getMessage()
                + ")");
      }
    }
  }

  /** Of the statement inside another one, as it will run, so that nothing can follow it. */
  private List<CatalogTable.Column> columns(String sql) {
    List<@Nullable Object> values = new ArrayList<>();
    given.forEach(value -> values.add(GivenValue.toDuckDb(value)));
    return schema.runtime().columns(alone(sql), values);
  }

  /** The types that it asks of its parameters. */
  private List<Optional<String>> asked(String sql) {
    return given.isEmpty() ? List.of() : schema.runtime().parameters(alone(sql));
  }

  private static String alone(String sql) {
    return "SELECT * FROM (" + sql + "\n)";
  }

  DistributedStatement node(String sql, String reason, RelOptCluster cluster) {
    RelDataTypeFactory factory = cluster.getTypeFactory();
    List<String> names = new ArrayList<>();
    List<RelDataType> types = new ArrayList<>();
    List<Optional<String>> casts = new ArrayList<>();
    for (CatalogTable.Column column : columns(sql)) {
      DuckDbColumnType type = DuckDbTypeParser.parse(column.type());
      names.add(column.name());
      types.add(factory.createTypeWithNullability(type.relType(factory), true));
      boolean hasEnum = column.type().toUpperCase(Locale.ROOT).contains("ENUM(");
      casts.add(hasEnum ? Optional.of(type.readType()) : type.cast());
    }
    return new DistributedStatement(
        cluster,
        cluster.traitSetOf(schema.convention()),
        factory.createStructType(types, names),
        sql,
        casts,
        parquet,
        parameters(sql, factory),
        reason);
  }

  private StatementParameters parameters(String sql, RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder row = factory.builder();
    for (Optional<String> asked : asked(sql)) {
      RelDataType type =
          asked
              .map(name -> DuckDbTypeParser.parse(name).relType(factory))
              .orElseGet(() -> factory.createSqlType(SqlTypeName.ANY));
      row.add("?" + row.getFieldCount(), factory.createTypeWithNullability(type, true));
    }
    return new StatementParameters(row.build(), given.stream().map(value -> value.type).toList());
  }
}
