package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.QueryId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskConnectionTest {
  private static final QueryId QUERY = new QueryId("q1");
  private static final String SUM = "SELECT sum(i) FROM main.t WHERE i < ?";

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void createDatabase() throws Exception {
    file = dir.resolve("t.duckdb");
    execute("CREATE TABLE t AS SELECT range AS i FROM range(1000)");
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private DuckDbDatabase open() {
    return DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
  }

  private static String value(PreparedStatement statement, Object parameter) throws Exception {
    statement.setObject(1, parameter);
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void aTaskGetsTheConnectionThatHasItsStatementPrepared() throws Exception {
    try (DuckDbDatabase database = open()) {
      TaskConnection first = database.borrow(QUERY, SUM, false);
      TaskConnection second = database.borrow(QUERY, SUM, false);
      PreparedStatement prepared = first.keep(SUM);
      database.giveBack(QUERY, first, true);
      database.giveBack(QUERY, second, true);

      TaskConnection again = database.borrow(QUERY, SUM, false);

      assertSame(first, again);
      assertSame(prepared, again.keep(SUM));
      again.close();
    }
  }

  @Test
  void aKeptStatementTakesValuesOfOtherTypes() throws Exception {
    try (DuckDbDatabase database = open();
        TaskConnection connection = database.borrow(QUERY, SUM, false)) {
      assertEquals("45", value(connection.keep(SUM), 10));
      assertEquals("10", value(connection.keep(SUM), "5"));
      assertEquals("6", value(connection.keep(SUM), 3.5));
    }
  }

  @Test
  void theOldestStatementGoesWhenThereAreTooMany() throws Exception {
    try (DuckDbDatabase database = open();
        TaskConnection connection = database.borrow(QUERY, SUM, false)) {
      connection.keep(SUM);
      for (int i = 0; i < 64; i++) {
        connection.keep("SELECT " + i);
      }
      assertFalse(connection.keeps(SUM));
      assertTrue(connection.keeps("SELECT 0"));
    }
  }

  @Test
  void aStatementWhoseMeaningMayChangeIsNotKept() throws Exception {
    try (DuckDbDatabase database = open();
        TaskConnection connection = database.borrow(QUERY, SUM, false)) {
      assertTrue(connection.canKeep(SUM));
      assertFalse(connection.canKeep("SELECT * FROM read_parquet('a.parquet')"));
      assertFalse(connection.canKeep("SELECT current_localtimestamp()"));
      assertFalse(connection.canKeep("SELECT " + "1 + ".repeat(10_000) + "1"));
    }
  }

  @Test
  void nothingIsKeptWhereAViewReadsFiles() throws Exception {
    Path csv = Files.writeString(dir.resolve("rows.csv"), "a\n1\n");
    execute("CREATE VIEW v AS SELECT * FROM '" + csv + "'");
    try (DuckDbDatabase database = open();
        TaskConnection connection = database.borrow(QUERY, SUM, false)) {
      assertFalse(connection.canKeep(SUM));
    }
  }

  @Test
  void nothingIsKeptWhereDataMayChange() throws Exception {
    try (DuckDbDatabase database = DuckDbDatabase.open(file, true, DuckDbSettings.DEFAULTS)) {
      database.pin(QUERY, 1);
      try (TaskConnection connection = database.borrow(QUERY, SUM, false)) {
        assertFalse(connection.canKeep(SUM));
      }
      database.unpin(QUERY);
    }
  }
}
