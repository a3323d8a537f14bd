package dev.skein.calcite.cli;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/** Makes a DuckDB file with the TPC-H tables, for the demo and for benchmarks. */
final class TpchTables {
  private static final String SCRIPT = "tpch.sql";

  private TpchTables() {}

  /**
   * Writes the file in one step: another process sees either no file or the whole of it. A file
   * that is there already is replaced.
   */
  static void write(Path file, BigDecimal scale) throws IOException, SQLException {
    Path target = file.toAbsolutePath();
    Path folder = Files.createDirectories(target.getParent());
    Path unfinished = Files.createTempDirectory(folder, ".unfinished");
    Path made = unfinished.resolve("tpch.duckdb");
    try {
      generate(made, scale);
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(unfinished.resolve("tpch.duckdb.wal"));
      Files.delete(unfinished);
    }
  }

  private static void generate(Path file, BigDecimal scale) throws IOException, SQLException {
    try (Connection connection =
            new DuckDBDriver().connect("jdbc:duckdb:" + file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("SET VARIABLE scale = " + scale.toPlainString());
      for (ScriptStatement part : ScriptSplitter.split(script())) {
        statement.execute(part.sql());
      }
    }
  }

  private static String script() throws IOException {
    try (InputStream in = TpchTables.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
