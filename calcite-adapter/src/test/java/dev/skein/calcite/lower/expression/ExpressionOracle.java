package dev.skein.calcite.lower.expression;

import static java.util.Objects.requireNonNull;

import dev.skein.calcite.lower.CalcitePlans;
import dev.skein.calcite.lower.EdgeValues;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutable;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Computes one expression twice, by Calcite's own generated code and by DuckDB from the text that
 * {@link RexToDuckDb} writes, for every combination of the edge values of the columns it names.
 */
public final class ExpressionOracle implements AutoCloseable {
  /** What came out of a comparison. */
  record Outcome(String sql, String duckDb, List<String> differences) {}

  private static final int MAX_ROWS = 600;

  private final Connection duckDb;
  private final JavaTypeFactory types = new CalcitePlans.Utf8TypeFactory();
  private final RexBuilder rexBuilder = new RexBuilder(types);
  private final RelDataType rowType;
  private final CalcitePlans plans;
  private final Map<String, List<@Nullable Object>> values = new HashMap<>();

  ExpressionOracle(SqlLibrary... libraries) throws SQLException {
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
    RelDataTypeFactory.Builder builder = types.builder();
    for (EdgeValues.Column column : EdgeValues.columns().values()) {
      builder.add(column.name(), type(column.calciteType())).nullable(true);
    }
    rowType = builder.build();
    plans = new CalcitePlans(types, libraries);
    plans.addTable("t", rowType);
    for (EdgeValues.Column column : EdgeValues.columns().values()) {
      load(column);
    }
    try (Statement statement = duckDb.createStatement()) {
      statement.execute("CREATE MACRO no_error(message) AS NULL");
    }
  }

  private void load(EdgeValues.Column column) throws SQLException {
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(
          "CREATE TABLE v_" + column.name() + " (k INTEGER, v " + column.duckDbType() + ")");
      for (int k = 0; k < column.values().size(); k++) {
        statement.execute(
            "INSERT INTO v_"
                + column.name()
                + " VALUES ("
                + k
                + ", "
                + column.values().get(k)
                + ")");
      }
      List<@Nullable Object> loaded = new ArrayList<>();
      RelDataType type = requireNonNull(rowType.getField(column.name(), true, false)).getType();
      try (ResultSet rows =
          statement.executeQuery("SELECT v FROM v_" + column.name() + " ORDER BY k")) {
        while (rows.next()) {
          loaded.add(internal(value(rows, 1, type), type));
        }
      }
      values.put(column.name(), loaded);
    }
  }

  /** The rex of an expression over the edge columns. */
  RexNode rex(String expression) {
    RelNode rel = plans.convert("SELECT " + expression + " FROM t");
    while (!(rel instanceof LogicalProject)) {
      rel = rel.getInput(0);
    }
    return ((LogicalProject) rel).getProjects().get(0);
  }

  boolean supports(RexNode rex) {
    return RexToDuckDb.supports(rex, rel -> false);
  }

  /** Compares both engines; {@code differences} is empty where they agree everywhere. */
  Outcome compare(String expression) throws SQLException {
    RexNode rex = rex(expression);
    List<Integer> columns = columns(rex);
    String text = new RexToDuckDb(new EdgeScope()).write(rex);
    List<int[]> rows = combinations(columns);
    List<@Nullable Object> fromDuckDb = runDuckDb(text, rex.getType(), columns, rows);
    RexExecutable executable = RexExecutorImpl.getExecutable(rexBuilder, List.of(rex), rowType);
    List<String> differences = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      @Nullable Object[] record = new Object[rowType.getFieldCount()];
      for (int c = 0; c < columns.size(); c++) {
        String name = rowType.getFieldNames().get(columns.get(c));
        record[columns.get(c)] = requireNonNull(values.get(name)).get(rows.get(r)[c]);
      }
      Object calcite = runCalcite(executable, record);
      Object duck = fromDuckDb.get(r);
      boolean onlyDuckDbReads =
          isCastOfText(rex) && (calcite == null || calcite instanceof Failure);
      if (!onlyDuckDbReads && !same(calcite, duck, rex.getType())) {
        StringBuilder at = new StringBuilder();
        for (int c : columns) {
          at.append(rowType.getFieldNames().get(c)).append("=").append(show(record[c])).append(" ");
        }
        differences.add(at + "Calcite: " + show(calcite) + " DuckDB: " + show(duck));
      }
    }
    return new Outcome(rex.toString(), text, differences);
  }

  private List<Integer> columns(RexNode rex) {
    TreeSet<Integer> found = new TreeSet<>();
    rex.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitInputRef(RexInputRef ref) {
            found.add(ref.getIndex());
            return super.visitInputRef(ref);
          }
        });
    return new ArrayList<>(found);
  }

  private List<int[]> combinations(List<Integer> columns) {
    List<int[]> rows = new ArrayList<>();
    rows.add(new int[0]);
    for (int c : columns) {
      int count = requireNonNull(values.get(rowType.getFieldNames().get(c))).size();
      List<int[]> next = new ArrayList<>();
      for (int[] row : rows) {
        for (int k = 0; k < count; k++) {
          int[] longer = Arrays.copyOf(row, row.length + 1);
          longer[row.length] = k;
          next.add(longer);
        }
      }
      rows = next;
    }
    int step = (rows.size() + MAX_ROWS - 1) / MAX_ROWS;
    List<int[]> sample = new ArrayList<>();
    for (int r = 0; r < rows.size(); r += step) {
      sample.add(rows.get(r));
    }
    return sample;
  }

  private List<@Nullable Object> runDuckDb(
      String text, RelDataType type, List<Integer> columns, List<int[]> rows) throws SQLException {
    text = numeric(text, type);
    Map<String, @Nullable Object> byKey = new HashMap<>();
    try {
      read(query(text, columns), type, byKey);
    } catch (SQLException someRowFails) {
      byKey.clear();
      // TRY takes no volatile functions, of which error() is one.
      String quiet = "TRY(" + text.replace("error(", "no_error(") + ")";
      read(query(quiet, columns), type, byKey);
      for (int[] row : rows) {
        String key = Arrays.toString(row);
        if (byKey.get(key) == null) {
          byKey.put(key, one(text, type, columns, row));
        }
      }
    }
    List<@Nullable Object> found = new ArrayList<>();
    for (int[] row : rows) {
      found.add(byKey.get(Arrays.toString(row)));
    }
    return found;
  }

  /** Calcite holds an interval as its number of months or of milliseconds. */
  private static String numeric(String text, RelDataType type) {
    if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
      return "extract(YEAR FROM " + text + ") * 12 + extract(MONTH FROM " + text + ")";
    }
    return SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName())
        ? "epoch_us(" + text + ") // 1000"
        : text;
  }

  private void read(String query, RelDataType type, Map<String, @Nullable Object> byKey)
      throws SQLException {
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        byKey.put(result.getString(1), internal(value(result, 2, type), type));
      }
    }
  }

  private @Nullable Object one(String text, RelDataType type, List<Integer> columns, int[] row) {
    List<String> keys = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      keys.add(table(columns.get(c)) + ".k = " + row[c]);
    }
    String where = keys.isEmpty() ? "" : " WHERE " + String.join(" AND ", keys);
    Map<String, @Nullable Object> found = new HashMap<>();
    try {
      read(query(text, columns) + where, type, found);
      return found.get(Arrays.toString(row));
    } catch (SQLException e) {
      return new Failure(String.valueOf(e.getMessage()));
    }
  }

  private String query(String text, List<Integer> columns) {
    List<String> keys = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    for (int c : columns) {
      keys.add(table(c) + ".k::VARCHAR");
      tables.add(table(c));
    }
    String key = keys.isEmpty() ? "''" : String.join(" || ', ' || ", keys);
    return "SELECT '[' || "
        + key
        + " || ']', "
        + text
        + (tables.isEmpty() ? "" : " FROM " + String.join(", ", tables));
  }

  /** The type DuckDB gives to a text. */
  String duckDbType(RexNode rex) throws SQLException {
    String text = new RexToDuckDb(new EdgeScope()).write(rex);
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery("DESCRIBE " + query(text, columns(rex)))) {
      result.next();
      result.next();
      return result.getString("column_type");
    }
  }

  private String table(int column) {
    return "v_" + rowType.getFieldNames().get(column);
  }

  private @Nullable Object runCalcite(RexExecutable executable, @Nullable Object[] record) {
    executable.setDataContext(new RecordContext(record));
    try {
      return requireNonNull(executable.execute())[0];
    } catch (RuntimeException | Error e) {
      return new Failure(e.toString());
    }
  }

  /** What Calcite refuses in a text, DuckDB may read. */
  private static boolean isCastOfText(RexNode rex) {
    boolean isCast =
        rex.getKind() == SqlKind.CAST
            || rex.getKind() == SqlKind.SAFE_CAST
            || (rex instanceof RexCall call && call.getOperator().getName().equals("TRY_CAST"));
    return isCast
        && SqlTypeUtil.inCharFamily(((RexCall) rex).getOperands().get(0).getType())
        && !SqlTypeUtil.inCharFamily(rex.getType());
  }

  private static boolean same(@Nullable Object calcite, @Nullable Object duck, RelDataType type) {
    if (duck instanceof Failure failure) {
      return calcite instanceof Failure || failure.isOverflow();
    }
    if (calcite == null || duck == null || calcite instanceof Failure) {
      return calcite == duck;
    }
    return switch (type.getSqlTypeName()) {
      case REAL, FLOAT, DOUBLE ->
          close(((Number) calcite).doubleValue(), ((Number) duck).doubleValue());
      case DECIMAL ->
          new BigDecimal(calcite.toString()).compareTo(new BigDecimal(duck.toString())) == 0;
      case TINYINT, SMALLINT, INTEGER, BIGINT, INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          ((Number) calcite).longValue() == ((Number) duck).longValue();
      default -> calcite.equals(duck);
    };
  }

  /** Two libraries' transcendental functions may differ in the last digit. */
  private static boolean close(double left, double right) {
    return Double.compare(left, right) == 0
        || left == right
        || Math.abs(left - right) <= Math.ulp(left) * 4;
  }

  /** A timestamp is read without java.sql.Timestamp, which has no year before 1. */
  public static @Nullable Object value(ResultSet rows, int column, RelDataType type)
      throws SQLException {
    return type.getSqlTypeName() == SqlTypeName.TIMESTAMP
        ? rows.getObject(column, LocalDateTime.class)
        : rows.getObject(column);
  }

  public static @Nullable Object internal(@Nullable Object value, RelDataType type)
      throws SQLException {
    if (value == null) {
      return null;
    }
    return switch (type.getSqlTypeName()) {
      case DATE -> (int) ((LocalDate) value).toEpochDay();
      case TIME -> (int) (((LocalTime) value).toNanoOfDay() / 1_000_000);
      case TIMESTAMP -> ((LocalDateTime) value).toInstant(ZoneOffset.UTC).toEpochMilli();
      case DECIMAL -> new BigDecimal(value.toString());
      case BINARY, VARBINARY -> {
        Blob blob = (Blob) value;
        yield new ByteString(blob.getBytes(1, (int) blob.length()));
      }
      default -> value;
    };
  }

  private static String show(@Nullable Object value) {
    return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
  }

  private RelDataType type(String sql) {
    String name = sql.replaceAll("\\(.*", "");
    List<Integer> numbers =
        Arrays.stream(sql.replaceAll("[^0-9,]", "").split(","))
            .filter(text -> !text.isEmpty())
            .map(Integer::valueOf)
            .toList();
    SqlTypeName typeName = SqlTypeName.valueOf(name);
    return switch (numbers.size()) {
      case 0 -> types.createSqlType(typeName);
      case 1 -> types.createSqlType(typeName, numbers.get(0));
      default -> types.createSqlType(typeName, numbers.get(0), numbers.get(1));
    };
  }

  @Override
  public void close() throws SQLException {
    duckDb.close();
  }

  /** An engine's refusal to compute a value. */
  private record Failure(String message) {
    boolean isOverflow() {
      return message.contains("Overflow") || message.contains("out of range");
    }
  }

  /** Reads column {@code x} from the table of its edge values. */
  private final class EdgeScope implements RexScope {
    @Override
    public String inputRef(int index, RelDataType type) {
      return table(index) + ".v";
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

  private static final class RecordContext implements DataContext {
    private final @Nullable Object[] record;

    RecordContext(@Nullable Object[] record) {
      this.record = record;
    }

    @Override
    public @Nullable SchemaPlus getRootSchema() {
      return null;
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
      return new CalcitePlans.Utf8TypeFactory();
    }

    @Override
    public QueryProvider getQueryProvider() {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object get(String name) {
      if (name.equals("inputRecord")) {
        return record;
      }
      return name.equals(DataContext.Variable.TIME_ZONE.camelName)
          ? java.util.TimeZone.getTimeZone("UTC")
          : null;
    }
  }
}
