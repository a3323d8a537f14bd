package dev.skein.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Makes up tables: columns of all kinds with NULLs and many duplicates, some tables empty, some of
 * a single row, some with rows deleted from the middle of their row groups.
 */
final class RandomTables {
  /**
   * What a column or an expression is to the generator. Values of one kind compare and combine
   * freely.
   */
  enum Kind {
    INTEGER,
    DECIMAL,
    DOUBLE,
    TEXT,
    DATE,
    TIMESTAMP,
    TIME,
    BOOLEAN,
    UUID,
    BLOB,
    INSTANT,
    ENUM,
    LIST,
    /** Integers at the ends of their type. */
    BIG,
    /** Numbers that are none, endless or at the ends of their type. */
    FLOATING,
    /** Timestamps as far away as years have four digits. */
    FAR,
    /** Texts that begin alike, longer than what DuckDB compares at once. */
    LONG,
    /** A type whose values are only passed on, another one in each column. */
    OPAQUE;

    /** Whether values have an order that both systems agree on. */
    boolean isOrdered() {
      return this != LIST && this != OPAQUE;
    }
  }

  record Column(String name, Kind kind, String type) {}

  /** A table whose first column, {@code id}, is unique and never NULL. */
  record Table(String name, int rows, List<Column> columns) {
    boolean small() {
      return rows <= 60;
    }
  }

  private static final int[] SIZES = {0, 1, 7, 60, 2049, 4500, 9000};

  private final Random random;
  private final List<Table> tables = new ArrayList<>();
  private final StringBuilder script = new StringBuilder();

  RandomTables(long seed) {
    random = new Random(new SplittableRandom(seed).nextLong());
    for (int size : SIZES) {
      add("t" + size, size);
    }
    script.append("CREATE VIEW v4500 AS SELECT * FROM t4500 WHERE id % 5 < 4;\n");
    tables.add(new Table("v4500", 3600, tables.get(tables.size() - 2).columns()));
  }

  List<Table> tables() {
    return List.copyOf(tables);
  }

  /** DuckDB statements that make the tables. */
  String script() {
    return script.toString();
  }

  /** Any of the tables, mostly one with rows. */
  static Table pick(Random random, List<Table> tables) {
    Table table = tables.get(random.nextInt(tables.size()));
    return table.rows() > 1 || random.nextInt(4) == 0
        ? table
        : tables.get(random.nextInt(tables.size()));
  }

  private void add(String name, int rows) {
    List<Column> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    columns.add(new Column("id", Kind.INTEGER, "INTEGER NOT NULL"));
    values.add("i");
    for (Kind kind : Kind.values()) {
      int count = kind == Kind.INTEGER || kind == Kind.TEXT ? 2 : 1 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        String type = type(kind);
        String column = kind.name().toLowerCase(Locale.ROOT) + "_" + i;
        columns.add(new Column(column, kind, type));
        values.add(nullable(value(kind, type, i == 0)));
      }
    }
    script.append("CREATE TABLE ").append(name).append(" (");
    script.append(String.join(", ", columns.stream().map(c -> c.name() + " " + c.type()).toList()));
    script.append(");\nINSERT INTO ").append(name).append(" SELECT ");
    script
        .append(String.join(", ", values))
        .append(" FROM range(")
        .append(rows)
        .append(") AS r(i);\n");
    tables.add(new Table(name, rows, columns));
    if (rows > 2048 && random.nextBoolean()) {
      script.append("CHECKPOINT;\nDELETE FROM ").append(name);
      script.append(" WHERE id BETWEEN ").append(random.nextInt(rows)).append(" AND ");
      script.append(random.nextInt(rows)).append(" OR id % 17 = 4;\nCHECKPOINT;\n");
    }
  }

  private String type(Kind kind) {
    return switch (kind) {
      case INTEGER ->
          pick(
              "TINYINT",
              "SMALLINT",
              "INTEGER",
              "INTEGER",
              "BIGINT",
              "HUGEINT",
              "UTINYINT",
              "UINTEGER",
              "UBIGINT");
      case DECIMAL ->
          pick(
              "DECIMAL(6,2)",
              "DECIMAL(12,2)",
              "DECIMAL(18,4)",
              "DECIMAL(30,2)",
              "DECIMAL(5,0)",
              "DECIMAL(9,5)",
              "DECIMAL(32,6)");
      case DOUBLE -> pick("DOUBLE", "FLOAT");
      case TEXT -> "VARCHAR";
      case DATE -> "DATE";
      case TIMESTAMP -> pick("TIMESTAMP", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS");
      case TIME -> "TIME";
      case BOOLEAN -> "BOOLEAN";
      case UUID -> "UUID";
      case BLOB -> "BLOB";
      case INSTANT -> "TIMESTAMPTZ";
      case ENUM -> "ENUM ('large', 'medium', 'small')";
      case LIST -> "INTEGER[]";
      case BIG -> pick("BIGINT", "HUGEINT");
      case FLOATING -> "DOUBLE";
      case FAR -> pick("TIMESTAMP", "TIMESTAMP_S");
      case LONG -> "VARCHAR";
      case OPAQUE ->
          pick(
              "STRUCT(a INTEGER, b VARCHAR)",
              "MAP(VARCHAR, INTEGER)",
              "INTERVAL",
              "BIT",
              "VARCHAR[]",
              "UHUGEINT",
              "DECIMAL(38,10)");
    };
  }

  /**
   * Values in small ranges, so that joins meet and groups have members; integers in a wide one too.
   */
  private String value(Kind kind, String type, boolean wide) {
    String noise = "(hash(i, " + random.nextInt(1_000_000) + ") % ";
    return switch (kind) {
      case INTEGER ->
          noise
              + (wide && !type.endsWith("TINYINT") ? 9000 : 100)
              + ")::INTEGER"
              + (type.startsWith("U") ? "" : " - 20");
      case DECIMAL -> "(" + noise + "500)::INTEGER - 100)::DECIMAL(12,2) / 4";
      // Multiples of 1/8 add up exactly in any order.
      case DOUBLE -> "(" + noise + "400)::INTEGER - 200) * 0.125";
      case TEXT ->
          "['a', 'b', 'ab', 'A', 'B', '', 'it''s', 'ü', 'a b', '10', 'abcabc', 'x%y', 'x_y'][1 + "
              + noise
              + "13)::INTEGER]";
      case DATE -> "DATE '2020-02-25' + " + noise + "400)::INTEGER";
      case TIMESTAMP ->
          "TIMESTAMP '2020-02-27 22:58:57' + to_seconds(" + noise + "100000)::BIGINT * 61)";
      case TIME -> "TIME '00:00:00' + to_seconds(" + noise + "1440)::BIGINT * 60)";
      case BOOLEAN -> noise + "2) = 0";
      case UUID -> "('00000000-0000-4000-8000-0000000000' || 10 + " + noise + "50))::UUID";
      case BLOB -> "('\\xFF\\x00'::BLOB || " + noise + "9)::VARCHAR::BLOB)";
      case INSTANT -> "TIMESTAMPTZ '2020-02-27 22:58:57+00' + to_hours(" + noise + "500)::BIGINT)";
      case ENUM -> "['large', 'medium', 'small'][1 + " + noise + "3)::INTEGER]::" + type;
      case LIST -> "[NULL, 7, 7, -1, 3][1 + " + noise + "4)::INTEGER:4 + " + noise + "2)::INTEGER]";
      case BIG ->
          oneOf("9223372036854775807, -9223372036854775807, 4294967296, 2147483647, 0, 7", noise);
      case FLOATING ->
          oneOf("'nan', 'infinity', '-infinity', 1e308, -1e308, 5e-324, 0, 1e15, 0.1", noise);
      case FAR ->
          oneOf("'0001-01-01', '9999-12-31 23:59:59', '1500-01-01', '1969-12-31 23:59:59'", noise);
      case LONG ->
          oneOf(
              "'a common beginning', 'a common beginning ', 'a common beginnings',"
                  + " 'a common beginninġ', 'a common 🦆', repeat('long', 70)",
              noise);
      case OPAQUE -> opaque(type, noise + "9)::INTEGER");
    };
  }

  private static String oneOf(String values, String noise) {
    return "[" + values + "][1 + " + noise + values.split(",").length + ")::INTEGER]";
  }

  private static String opaque(String type, String digit) {
    return switch (type) {
      case "STRUCT(a INTEGER, b VARCHAR)" ->
          "{'a': nullif(" + digit + ", 3), 'b': 'b' || " + digit + "}";
      case "MAP(VARCHAR, INTEGER)" -> "MAP {'k': " + digit + ", 'l': NULL}";
      case "INTERVAL" -> "to_months(" + digit + ") + to_hours(" + digit + " * 31)";
      case "BIT" -> "'10110'::BIT << " + digit + " % 4";
      case "VARCHAR[]" -> "['x', NULL, 'y' || " + digit + "]";
      default -> "(17 * " + digit + ")::" + type;
    };
  }

  private String nullable(String value) {
    int percent = pick(0, 10, 10, 50, 100 / (1 + random.nextInt(3)));
    if (percent == 0) {
      return value;
    }
    return "CASE WHEN hash(i, "
        + random.nextInt(1_000_000)
        + ") % 100 < "
        + percent
        + " THEN NULL ELSE "
        + value
        + " END";
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
