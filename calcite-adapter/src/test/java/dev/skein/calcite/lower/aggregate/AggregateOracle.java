package dev.skein.calcite.lower.aggregate;

import static java.util.Objects.requireNonNull;

import dev.skein.calcite.lower.CalcitePlans;
import dev.skein.calcite.lower.aggregate.AggregateUse.Beside;
import dev.skein.calcite.lower.expression.ExpressionOracle;
import dev.skein.calcite.lower.expression.RexScope;
import dev.skein.calcite.lower.expression.RexToDuckDb;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.channels.Channels;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * Computes one aggregate three ways over the same groups: by Calcite, by DuckDB in one query, and
 * by DuckDB in parts that travel as Arrow batches to another DuckDB, which combines them.
 */
final class AggregateOracle implements AutoCloseable {
  private static final int TASKS = 4;
  private static final String COLUMNS =
      """
      SELECT range AS r, range % 5 AS g,
        CASE WHEN range % 5 <> 4 THEN CAST(range % 127 AS TINYINT) END AS t,
        CASE WHEN range % 5 <> 4 THEN CAST(range AS SMALLINT) END AS h,
        CASE WHEN range % 5 <> 4 AND range % 7 <> 0 THEN CAST(range AS INTEGER) END AS i,
        CAST(range * 1000000007 AS BIGINT) AS l,
        CASE WHEN range % 5 <> 4 THEN range * 0.5e0 END AS d,
        CASE WHEN range % 5 <> 4 THEN CAST(range % 13 AS DOUBLE) END AS e,
        CAST(range % 7 * 0.25 AS FLOAT) AS f,
        CAST((range % 100) * 0.25 AS DECIMAL(9, 2)) AS m,
        CASE WHEN range % 5 <> 4 THEN CAST((range % 100) * 0.25 AS DECIMAL(15, 2)) END AS n,
        CAST(range * 1.5 AS DECIMAL(30, 3)) AS w,
        CASE WHEN range % 5 <> 4 THEN 's' || (range % 37) END AS s,
        DATE '2020-01-01' + CAST(range % 50 AS INTEGER) AS dt,
        TIMESTAMP '2020-01-01 00:00:00' + to_seconds(range) AS ts,
        CASE WHEN range % 5 <> 4 THEN range % 3 = 0 END AS b,
        range % 5 <> 3 AND range % 2 = 0 AS c
      FROM range(200)
      """;

  private final DuckDBConnection worker;
  private final DuckDBConnection coordinator;
  private final Connection calcite;
  private final BufferAllocator allocator = new RootAllocator();
  private final JavaTypeFactory types = new CalcitePlans.Utf8TypeFactory();
  private final CalcitePlans plans;
  private int streams;

  AggregateOracle(SqlOperatorTable operators, String libraries) throws SQLException {
    worker = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    coordinator = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    execute(worker, "SET arrow_lossless_conversion = true");
    execute(worker, "CREATE TABLE t AS " + COLUMNS);
    RelDataType rowType = rowType();
    plans = new CalcitePlans(types, operators);
    plans.addTable("t", rowType);
    calcite = connect(libraries);
    calcite
        .unwrap(CalciteConnection.class)
        .getRootSchema()
        .add("t", new Rows(rowType, rows(rowType)));
  }

  private Connection connect(String libraries) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.FUN.camelName(), libraries);
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    properties.setProperty(CalciteConnectionProperty.LEX.camelName(), "JAVA");
    properties.setProperty(CalciteConnectionProperty.CONFORMANCE.camelName(), "BABEL");
    properties.setProperty(
        CalciteConnectionProperty.TYPE_SYSTEM.camelName(),
        SkeinTypeSystem.class.getName() + "#INSTANCE");
    return DriverManager.getConnection("jdbc:calcite:", properties);
  }

  private RelDataType rowType() {
    RelDataTypeFactory.Builder builder = types.builder();
    builder.add("r", SqlTypeName.BIGINT);
    builder.add("g", SqlTypeName.BIGINT);
    builder.add("t", SqlTypeName.TINYINT).nullable(true);
    builder.add("h", SqlTypeName.SMALLINT).nullable(true);
    builder.add("i", SqlTypeName.INTEGER).nullable(true);
    builder.add("l", SqlTypeName.BIGINT).nullable(true);
    builder.add("d", SqlTypeName.DOUBLE).nullable(true);
    builder.add("e", SqlTypeName.DOUBLE).nullable(true);
    builder.add("f", SqlTypeName.REAL).nullable(true);
    builder.add("m", SqlTypeName.DECIMAL, 9, 2).nullable(true);
    builder.add("n", SqlTypeName.DECIMAL, 15, 2).nullable(true);
    builder.add("w", SqlTypeName.DECIMAL, 30, 3).nullable(true);
    builder.add("s", SqlTypeName.VARCHAR).nullable(true);
    builder.add("dt", SqlTypeName.DATE).nullable(true);
    builder.add("ts", SqlTypeName.TIMESTAMP, 6).nullable(true);
    builder.add("b", SqlTypeName.BOOLEAN).nullable(true);
    builder.add("c", SqlTypeName.BOOLEAN);
    return builder.build();
  }

  private List<@Nullable Object[]> rows(RelDataType rowType) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (Statement statement = worker.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM t ORDER BY r")) {
      while (result.next()) {
        @Nullable Object[] row = new Object[rowType.getFieldCount()];
        for (RelDataTypeField field : rowType.getFieldList()) {
          row[field.getIndex()] =
              ExpressionOracle.internal(
                  ExpressionOracle.value(result, field.getIndex() + 1, field.getType()),
                  field.getType());
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** One aggregate call and the input it stands over. */
  record Call(AggregateCall call, RelDataType inputRowType, List<String> fieldSql) {
    IntFunction<String> fields() {
      return fieldSql::get;
    }
  }

  /** The call of an aggregate over {@code t}, whose arguments are written already. */
  Call call(String aggregate) {
    RelNode rel = plans.convert("SELECT g, " + aggregate + " FROM t GROUP BY g");
    while (!(rel instanceof LogicalAggregate)) {
      rel = rel.getInput(0);
    }
    AggregateCall call = ((LogicalAggregate) rel).getAggCallList().get(0);
    RelNode input = ((LogicalAggregate) rel).getInput();
    RexToDuckDb writer = new RexToDuckDb(new ColumnScope(input));
    List<String> fieldSql = new ArrayList<>();
    if (input instanceof LogicalProject project) {
      for (RexNode node : project.getProjects()) {
        fieldSql.add(writer.untyped(node));
      }
    } else {
      fieldSql.addAll(input.getRowType().getFieldNames());
    }
    return new Call(call, input.getRowType(), fieldSql);
  }

  /** Computes many aggregates in one statement: to compile one takes Calcite a while. */
  List<String> byCalcite(List<String> aggregates) throws SQLException {
    String list = String.join(", ", aggregates);
    int count = aggregates.size();
    List<String> byGroup = groups(calcite, "SELECT g, " + list + " FROM t GROUP BY g", count);
    List<String> ofAll = groups(calcite, "SELECT " + list + " FROM t", count);
    List<String> ofNone = groups(calcite, "SELECT " + list + " FROM t WHERE r < 0", count);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(byGroup.get(i) + ofAll.get(i) + ofNone.get(i));
    }
    return found;
  }

  String byDuckDb(Call call) throws SQLException {
    String text = AggregateFunctions.write(call.call(), call.inputRowType(), call.fields());
    return groups(worker, "SELECT g, " + text + " FROM t GROUP BY g")
        + groups(worker, "SELECT " + text + " FROM t")
        + groups(worker, "SELECT " + text + " FROM t WHERE r < 0");
  }

  /** The type of the result, of the whole or of the combined parts. */
  String duckDbType(Call call) throws SQLException {
    String text = AggregateFunctions.write(call.call(), call.inputRowType(), call.fields());
    return type(worker, "SELECT " + text + " FROM t");
  }

  /** Computes calls that can be split, all in one go, from the parts of several tasks. */
  List<String> inParts(List<Call> calls) throws SQLException, IOException {
    List<String> partials = new ArrayList<>();
    List<String> combines = new ArrayList<>();
    for (Call call : calls) {
      SplitAggregate split =
          AggregateFunctions.split(call.call(), call.inputRowType(), call.fields(), Beside.NOTHING)
              .orElseThrow();
      List<String> columns = new ArrayList<>();
      for (String partial : split.partials()) {
        String column = "p" + partials.size();
        columns.add(column);
        partials.add(partial + " AS " + column);
      }
      combines.add(split.combine().write(columns, "task"));
    }
    int count = calls.size();
    String shares = String.join(", ", partials);
    String results = String.join(", ", combines);
    List<String> byGroup =
        combined(
            "SELECT {0} AS task, g, " + shares + " FROM t WHERE {1} GROUP BY g",
            "SELECT g, " + results + " FROM {0} GROUP BY g",
            count);
    List<String> ofAll =
        combined(
            "SELECT {0} AS task, " + shares + " FROM t WHERE {1}",
            "SELECT " + results + " FROM {0}",
            count);
    List<String> ofNone =
        combined(
            "SELECT {0} AS task, " + shares + " FROM t WHERE r < 0 AND {1}",
            "SELECT " + results + " FROM {0}",
            count);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(byGroup.get(i) + ofAll.get(i) + ofNone.get(i));
    }
    return found;
  }

  private List<String> combined(String partial, String combine, int results)
      throws SQLException, IOException {
    String table = "parts" + streams++;
    for (int task = 0; task < TASKS; task++) {
      String rows = "r // " + 200 / TASKS + " = " + task;
      String first = partial.replace("{0}", String.valueOf(task)).replace("{1}", rows);
      load(export(first), table, table + "_" + task);
    }
    return groups(coordinator, combine.replace("{0}", table), results);
  }

  private byte[] export(String sql) throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Statement statement = worker.createStatement();
        DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery(sql);
        ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, 1000);
        ArrowStreamWriter writer =
            new ArrowStreamWriter(
                reader.getVectorSchemaRoot(),
                new MapDictionaryProvider(),
                Channels.newChannel(bytes))) {
      writer.start();
      while (reader.loadNextBatch()) {
        writer.writeBatch();
      }
      writer.end();
    }
    return bytes.toByteArray();
  }

  private void load(byte[] batches, String table, String name) throws SQLException, IOException {
    try (ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(batches), allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Data.exportArrayStream(allocator, reader, stream);
      coordinator.registerArrowStream(name, stream);
      execute(
          coordinator,
          name.endsWith("_0")
              ? "CREATE TABLE " + table + " AS SELECT * FROM " + name
              : "INSERT INTO " + table + " SELECT * FROM " + name);
    }
  }

  private static String groups(Connection connection, String sql) throws SQLException {
    return groups(connection, sql, 1).get(0);
  }

  /** The results of the last columns of a query, by the first column if there is one more. */
  private static List<String> groups(Connection connection, String sql, int results)
      throws SQLException {
    List<TreeMap<String, String>> groups = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int keys = result.getMetaData().getColumnCount() - results;
      for (int i = 0; i < results; i++) {
        groups.add(new TreeMap<>());
      }
      while (result.next()) {
        for (int i = 0; i < results; i++) {
          groups
              .get(i)
              .put(keys == 0 ? "" : result.getString(1), show(result.getObject(keys + i + 1)));
        }
      }
    }
    return groups.stream().map(TreeMap::toString).toList();
  }

  private static String type(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("DESCRIBE " + sql)) {
      result.next();
      return result.getString("column_type");
    }
  }

  /** Rounds away the last digits, in which sums in another order differ. */
  private static String show(@Nullable Object value) throws SQLException {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isNaN(number) || Double.isInfinite(number)
          ? String.valueOf(number)
          : new BigDecimal(number).round(new MathContext(11)).stripTrailingZeros().toPlainString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Array array) {
      return Arrays.toString((Object[]) requireNonNull(array.getArray()));
    }
    return String.valueOf(value);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    calcite.close();
    coordinator.close();
    worker.close();
    allocator.close();
  }

  private record ColumnScope(RelNode input) implements RexScope {
    @Override
    public String inputRef(int index, RelDataType type) {
      return input.getInput(0).getRowType().getFieldNames().get(index);
    }

    @Override
    public String correlated(CorrelationId id, int fieldIndex) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String subQuery(RelNode rel) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Rows extends AbstractTable implements ScannableTable {
    private final RelDataType rowType;
    private final List<@Nullable Object[]> rows;

    Rows(RelDataType rowType, List<@Nullable Object[]> rows) {
      this.rowType = rowType;
      this.rows = rows;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      return factory.copyType(rowType);
    }

    @Override
    public Enumerable<@Nullable Object[]> scan(DataContext root) {
      return Linq4j.asEnumerable(rows);
    }
  }
}
