package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** Parquet files as tables of a model, beside one plain DuckDB on the same files. */
@ExtendWith(TestBed.Provider.class)
class ParquetTest {
  private static final List<String> QUERIES =
      List.of(
          "select count(*), sum(id), min(day), max(note) from clicks",
          "select id, note, day from clicks where id between 6140 and 6160",
          "select kind, count(*), sum(amount) from clicks group by kind",
          "select id, amount from clicks order by amount desc, id limit 20",
          "select count(*) from clicks where day = date '2024-01-03'",
          "select e.kind, count(*) from clicks as e join items as i on e.id = i.id group by e.kind",
          "select count(*) from clicks as a where exists"
              + " (select 1 from sales as s where s.id = a.id and s.\"year\" = 2024)",
          "select \"year\", count(*), sum(id) from sales group by \"year\"",
          "select id from sales where \"year\" = 2023 and id < 10",
          "select * from one_file where id > 2040 and id < 2060",
          "select count(distinct note) from one_file",
          "select id from one_file union all select id from sales where id < 5",
          "select * from \"odd 'name'\"");

  /** What Calcite reads otherwise than DuckDB, or not at all. */
  private static final List<String> HANDED_OVER =
      List.of(
          "select distinct on (kind) kind, id, clicks.note from clicks order by kind, id",
          "select list(c.id) from (select * from clicks where id < 9 order by id desc) as c",
          "select d.clicks.id, unnest([id, -id]) from CLICKS where id between 5999 and 6001",
          "with w as (select id from clicks order by id limit 3)"
              + " select count(*) from w as a join w as b on a.id = b.id",
          "select a, unnest([b]) from one_file as x (a, b) where a < 3",
          "select distinct on (\"year\") \"year\", id from sales order by \"year\", id desc",
          "select distinct on (e.kind) e.kind, i.label from clicks as e join items as i"
              + " on e.id = i.id order by e.kind, i.id",
          "select count(*) from (select random() as r from sales) where r <> r",
          "select unnest([\"a b\"]), t from \"odd 'name'\"");

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on the class path
  private static void run(Statement statement, String sql, Object... arguments)
      throws SQLException {
    statement.execute(sql.formatted(arguments));
  }

  /**
   * Three files in row groups of 2,048 rows, two partitions, one alone and one with an odd name.
   */
  private static void write(Path folder) throws SQLException, IOException {
    Files.createDirectories(folder.resolve("events/deep"));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      for (int file = 0; file < 3; file++) {
        run(
            statement,
            """
            COPY (SELECT i::INTEGER AS id, 'note ' || i %% 900 AS note, (i %% 7)::VARCHAR AS kind,
                DATE '2024-01-01' + (i // 2048)::INTEGER AS day, (i * 1.25)::DECIMAL(12,2) AS amount
              FROM range(%d, %d) AS r(i)) TO '%s' (ROW_GROUP_SIZE 2048)""",
            file * 6000,
            file * 6000 + 6000,
            folder.resolve(file == 2 ? "events/deep/c.parquet" : "events/" + file + ".parquet"));
      }
      run(
          statement,
          """
          COPY (SELECT i AS id, 2023 + i %% 2 AS "year" FROM range(9000) AS r(i))
          TO '%s' (FORMAT parquet, PARTITION_BY ("year"), ROW_GROUP_SIZE 2048)""",
          folder.resolve("sales"));
      run(
          statement,
          "COPY (SELECT i AS id, 'n' || i %% 50 AS note FROM range(5000) AS r(i))"
              + " TO '%s' (ROW_GROUP_SIZE 2048)",
          folder.resolve("one.parquet"));
      run(
          statement,
          "COPY (SELECT 1 AS \"a b\", '%s' AS t) TO '%s' (FORMAT parquet)",
          "it''s",
          folder.resolve("it''s odd.parquet"));
    }
  }

  private static Map<String, Object> operand(Deployment deployment, Path database, Path folder) {
    Map<String, Object> operand = new LinkedHashMap<>(deployment.operand(database));
    operand.put(
        "parquet",
        Map.of(
            "clicks", folder.getFileName() + "/events/**/*.parquet",
            "sales", Map.of("files", folder.resolve("sales").toString(), "hivePartitioning", true),
            "one_file", List.of(folder.resolve("one.parquet").toString()),
            "odd 'name'", folder.resolve("it's odd.parquet").toString()));
    return operand;
  }

  private static Connection plain(Path database, Path folder) throws SQLException {
    Connection plain = Fixture.openPlain(database);
    try (Statement statement = plain.createStatement()) {
      for (String[] view :
          new String[][] {
            {"clicks", "events/**/*.parquet"},
            {"sales", "sales/**/*.parquet"},
            {"one_file", "one.parquet"},
            {"\"odd 'name'\"", "it''s odd.parquet"}
          }) {
        run(
            statement,
            "CREATE TEMP VIEW %s AS FROM read_parquet('%s')",
            view[0],
            folder.resolve(view[1]));
      }
    }
    return plain;
  }

  @Test
  void filesAreCutAlongTheirRowGroupsAndReadAsDuckDbReadsThem(TestBed bed)
      throws SQLException, IOException {
    Path database = bed.fixture("corpus");
    Path folder = Files.createTempDirectory(database.getParent(), "parquet");
    write(folder);
    try (Connection plain = plain(database, folder)) {
      for (Deployment deployment :
          List.of(Deployment.embedded(4), bed.remote(), Deployment.automatic())) {
        Path model =
            ModelFile.of(operand(deployment, database, folder))
                .write(database.getParent(), "parquet " + deployment.name());
        try (Connection skein = DriverManager.getConnection("jdbc:skein:model=" + model)) {
          for (String sql : QUERIES) {
            Answer expected = Oracle.run(plain, sql, List.of());
            new AnswerComparison(CorpusQuery.of(sql))
                .difference(expected, Oracle.run(skein, sql, List.of()))
                .ifPresent(
                    difference -> {
                      throw new AssertionFailedError(
                          deployment.name() + ": " + sql + "\n" + difference);
                    });
          }
          for (String sql : HANDED_OVER) {
            Answer plan = Oracle.run(skein, "explain plan for " + sql, List.of());
            assertTrue(plan.rows().toString().contains("DistributedStatement"), sql);
            // Plain DuckDB has no schema of this name.
            Answer expected = Oracle.run(plain, sql.replace("d.clicks", "clicks"), List.of());
            new AnswerComparison(CorpusQuery.of(sql))
                .difference(expected, Oracle.run(skein, sql, List.of()))
                .ifPresent(
                    difference -> {
                      throw new AssertionFailedError(
                          deployment.name() + ": " + sql + "\n" + difference);
                    });
          }
          String prepared = "select unnest([id, ?]) from clicks where id < ?";
          assertEquals(
              Oracle.run(plain, prepared, List.of(7, 2)).rows().toString(),
              Oracle.run(skein, prepared, List.of(7, 2)).rows().toString());
          if (deployment.distribution().equals("always")) {
            Answer tasks =
                Oracle.run(
                    skein,
                    "select min(tasks_generated) from skein.queries"
                        + " where sql like 'select kind%' and execution_mode = 'ROW_GROUP_PARTITION'",
                    List.of());
            assertTrue(tasks.rows().get(0).get(0) != null, "no query was cut");
          }
          Answer stored =
              Oracle.run(
                  skein,
                  "select kind, row_groups, \"rows\" from skein.tables where \"table\" = 'clicks'",
                  List.of());
          assertEquals("[PARQUET, 9, 1.8E+4]", stored.rows().get(0).toString());
        }
      }
    }
  }

  @Test
  void aFileThatIsAddedIsReadByTheNextStatement(TestBed bed, @TempDir Path folder)
      throws SQLException, IOException {
    write(folder);
    Path model =
        ModelFile.of(Map.of("parquet", Map.of("e", "events"), "workers", 2)).write(folder, "model");
    try (Connection skein = DriverManager.getConnection("jdbc:skein:model=" + model)) {
      assertEquals(
          "[[1.8E+4]]", Oracle.run(skein, "select count(*) from e", List.of()).rows().toString());
      Files.copy(folder.resolve("events/0.parquet"), folder.resolve("events/9.parquet"));
      assertEquals(
          "[[2.4E+4]]", Oracle.run(skein, "select count(*) from e", List.of()).rows().toString());
      String handedOver = "select unnest([count(*)]) from e";
      assertEquals("[[2.4E+4]]", Oracle.run(skein, handedOver, List.of()).rows().toString());
      Files.delete(folder.resolve("events/9.parquet"));
      assertEquals("[[1.8E+4]]", Oracle.run(skein, handedOver, List.of()).rows().toString());
    }
  }

  @Test
  void filesThatTheModelDoesNotNameStayHidden(TestBed bed, @TempDir Path folder)
      throws SQLException, IOException {
    write(folder);
    Path model =
        ModelFile.of(Map.of("parquet", Map.of("e", "events"), "workers", 2)).write(folder, "model");
    try (Connection skein = DriverManager.getConnection("jdbc:skein:model=" + model)) {
      for (String function : List.of("read_parquet", "PARQUET_SCAN")) {
        String sql =
            "select unnest([id]) from %s('%s')".formatted(function, folder.resolve("one.parquet"));
        assertThrows(SQLException.class, () -> Oracle.run(skein, sql, List.of()), sql);
      }
    }
  }

  @Test
  void aViewOfTheDatabaseMayReadFilesBesideIt(TestBed bed) throws SQLException, IOException {
    Path folder = Files.createTempDirectory(bed.fixture("corpus").getParent(), "views");
    write(folder);
    String script =
        "CREATE VIEW from_files AS FROM read_parquet('%s');"
            .formatted(folder.resolve("events/*.parquet"));
    try (Oracle oracle =
        bed.oracle("views", script, List.of(Deployment.embedded(2), bed.remote()))) {
      oracle.check("select kind, count(*) from from_files group by kind");
      oracle.check("select id from from_files where id < 10");
    }
  }

  @Test
  void aTableThatCannotBeReadDoesNotStopTheOthers(@TempDir Path folder)
      throws SQLException, IOException {
    write(folder);
    Path late = folder.resolve("late.parquet");
    Path model =
        ModelFile.of(Map.of("parquet", Map.of("events", "events", "late", "late.parquet")))
            .write(folder, "model");
    try (Connection skein = DriverManager.getConnection("jdbc:skein:model=" + model)) {
      assertTrue(refusal(skein, "select * from late").contains("there is no " + late));
      assertFalse(Oracle.run(skein, "select * from events", List.of()).rows().isEmpty());

      Files.writeString(late, "not Parquet");
      assertTrue(refusal(skein, "select * from late").contains("Cannot read the Parquet files"));
      assertFalse(Oracle.run(skein, "select * from events", List.of()).rows().isEmpty());

      try (Stream<Path> events = Files.walk(folder.resolve("events"))) {
        Path file = events.filter(Files::isRegularFile).findFirst().orElseThrow();
        Files.copy(file, late, StandardCopyOption.REPLACE_EXISTING);
      }
      assertFalse(Oracle.run(skein, "select * from late", List.of()).rows().isEmpty());
    }
  }

  private static String refusal(Connection skein, String sql) {
    return Oracle.messages(
        assertThrows(SQLException.class, () -> Oracle.run(skein, sql, List.of()), sql));
  }

  @Test
  void mistakesAreNamed(TestBed bed, @TempDir Path folder) throws SQLException, IOException {
    write(folder);
    Map<Object, String> mistakes =
        Map.of(
            "none/*.parquet",
            "there is no",
            "events/*.csv",
            "no file matches",
            "/proc/self/status",
            "not under the data root",
            "one.txt",
            "Cannot read the Parquet files of the table 't'",
            17,
            "has for 't' the files 17",
            Map.of("files", "events", "hive", true),
            "has for 't' other fields");
    Files.writeString(folder.resolve("one.txt"), "not Parquet");
    for (Map.Entry<Object, String> mistake : mistakes.entrySet()) {
      Path model =
          ModelFile.of(Map.of("parquet", Map.of("t", mistake.getKey()))).write(folder, "wrong");
      Exception error =
          assertThrows(
              Exception.class,
              () -> {
                try (Connection skein = DriverManager.getConnection("jdbc:skein:model=" + model)) {
                  Oracle.run(skein, "select * from t", List.of());
                }
              });
      assertTrue(
          Oracle.messages(error).contains(mistake.getValue()),
          mistake.getValue() + " in " + Oracle.messages(error));
    }
  }
}
