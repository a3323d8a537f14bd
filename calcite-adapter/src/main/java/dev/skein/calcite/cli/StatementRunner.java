package dev.skein.calcite.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements one after the other on one connection and writes their results as the rows
 * arrive. {@link #cancel} may be called from any thread.
 */
final class StatementRunner {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Connection connection;
  private final Streams streams;
  private volatile @Nullable Statement running;
  private volatile boolean cancelled;
  private ResultFormat format;
  private boolean timing;

  StatementRunner(Connection connection, Streams streams, ResultFormat format, boolean timing) {
    this.connection = connection;
    this.streams = streams;
    this.format = format;
    this.timing = timing;
  }

  /**
   * Runs one statement to its last row.
   *
   * @throws CommandFailure if it fails; the text says where and why
   * @throws IOException if its result cannot be written
   */
  void run(ScriptStatement statement) throws IOException {
    long begun = System.nanoTime();
    cancelled = false;
    try (Statement jdbc = connection.createStatement()) {
      running = jdbc;
      if (jdbc.execute(statement.sql())) {
        try (ResultSet results = jdbc.getResultSet()) {
          write(results);
        }
      }
    } catch (SQLException | RuntimeException | StackOverflowError e) {
      throw new CommandFailure(
          cancelled ? ExitCode.INTERRUPTED : ExitCode.FAILURE,
          cancelled ? "The statement was cancelled" : StatementError.describe(statement, e),
          e);
    } finally {
      running = null;
      streams.out().flush();
    }
    if (timing) {
      double millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
      streams.err().printf("Time: %.1f ms%n", millis);
    }
  }

  /** Stops the statement that runs, if one does; {@link #run} then fails. */
  void cancel() {
    Statement statement = running;
    if (statement != null) {
      cancelled = true;
      try {
        statement.cancel();
      } catch (SQLException e) {
        // It ended in the meantime, which is what was wanted.
      }
    }
  }

  ResultFormat format() {
    return format;
  }

  void setFormat(ResultFormat format) {
    this.format = format;
  }

  boolean timing() {
    return timing;
  }

  void setTiming(boolean timing) {
    this.timing = timing;
  }

  private void write(ResultSet results) throws SQLException, IOException {
    ResultRows rows = new ResultRows(results);
    ResultWriter writer = format.writer(streams.out());
    writer.begin(rows.columns());
    for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
      writer.row(row);
    }
    writer.end();
  }
}
