package dev.skein.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What {@link StockAdapter} starts: a loop that runs each statement it reads. */
final class StockAdapterProcess {
  private static final double NANOS_PER_MILLI = 1e6;

  private StockAdapterProcess() {}

  /**
   * What a statement gave.
   *
   * @param rows null if it failed
   */
  record Answer(double millis, @Nullable ArrayList<List<@Nullable Object>> rows)
      implements Serializable {}

  public static void main(String[] arguments)
      throws IOException, SQLException, ClassNotFoundException {
    ObjectOutputStream answers = new ObjectOutputStream(System.out);
    answers.flush();
    // Calcite may print; only answers belong on this process's standard output.
    System.setOut(System.err);
    ObjectInputStream requests = new ObjectInputStream(System.in);
    try (Connection connection = connect(arguments[0])) {
      while (true) {
        answers.writeUnshared(answer(connection, (String) requests.readObject()));
        answers.reset();
        answers.flush();
      }
    } catch (EOFException e) {
      // The parent has ended: so does this process.
    }
  }

  /** As Calcite's documentation has it, with its default settings but for the case of names. */
  private static Connection connect(String database) throws IOException, SQLException {
    Map<String, Object> schema =
        Map.of(
            "name",
            "d",
            "type",
            "jdbc",
            "jdbcDriver",
            "org.duckdb.DuckDBDriver",
            "jdbcUrl",
            "jdbc:duckdb:" + database + ";duckdb.read_only=true",
            "jdbcSchema",
            "main");
    String model =
        new ObjectMapper()
            .writeValueAsString(
                Map.of("version", "1.0", "defaultSchema", "d", "schemas", List.of(schema)));
    // Not in the URL: the semicolon in the model would end it.
    Properties properties = new Properties();
    properties.put("model", "inline:" + model);
    properties.put("caseSensitive", "false");
    properties.put("unquotedCasing", "UNCHANGED");
    properties.put("quotedCasing", "UNCHANGED");
    properties.put("conformance", "LENIENT");
    return DriverManager.getConnection("jdbc:calcite:", properties);
  }

  private static Answer answer(Connection connection, String sql) {
    long begun = System.nanoTime();
    try {
      List<List<@Nullable Object>> rows = ResultReader.rows(connection, sql);
      return new Answer((System.nanoTime() - begun) / NANOS_PER_MILLI, new ArrayList<>(rows));
    } catch (SQLException | RuntimeException e) {
      System.err.println(e);
      return new Answer((System.nanoTime() - begun) / NANOS_PER_MILLI, null);
    }
  }
}
