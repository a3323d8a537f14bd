package dev.skein.benchmark;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The databases that are measured, each made once and kept.
 *
 * @param directory where they are
 */
record Databases(Path directory) {
  private static final int ROWS_OF_DIMENSION = 10_000;

  /** TPC-H as {@code skein demo} makes it. */
  Path tpch(BigDecimal scale) throws IOException, InterruptedException {
    Path file = directory.resolve("tpch-" + scale.toPlainString() + ".duckdb");
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      int status =
          JavaProcess.builder(
                  List.of(),
                  "dev.skein.calcite.cli.Main",
                  List.of("demo", "--scale", scale.toPlainString(), "--output", file.toString()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("skein demo ended with status " + status);
      }
    }
    return file;
  }

  /**
   * A table {@code facts} of so many rows, in no order of its columns, and a table {@code
   * dimension} of 10,000.
   */
  Path facts(long rows) throws IOException, SQLException {
    Path file = directory.resolve("facts-" + rows + ".duckdb");
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      Path unfinished = directory.resolve("facts-" + rows + ".unfinished");
      Files.deleteIfExists(unfinished);
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + unfinished);
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE TABLE facts AS
            SELECT i AS id,
              (hash(i) %% 1000)::INTEGER AS category,
              (hash(i, 1) %% %d)::INTEGER AS dimension_id,
              (1 + hash(i, 2) %% 50)::INTEGER AS quantity,
              (hash(i, 3) %% 10000000 / 100)::DECIMAL(12, 2) AS price,
              (hash(i, 4) %% 1000000)::DOUBLE / 7 AS weight,
              DATE '2020-01-01' + (hash(i, 5) %% 1500)::INTEGER AS shipped
            FROM range(%d) r(i)"""
                .formatted(ROWS_OF_DIMENSION, rows));
        statement.execute(
            """
            CREATE TABLE dimension AS
            SELECT i::INTEGER AS id, 'region ' || (i %% 25) AS region, (i %% 7)::INTEGER AS kind
            FROM range(%d) r(i)"""
                .formatted(ROWS_OF_DIMENSION));
        statement.execute("CHECKPOINT");
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }
}
