package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import dev.skein.runtime.worker.FileVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** A database {@code t.duckdb} with a table t(i, s), and tasks on it. */
record TestData(Path directory, DatabaseRef database) {
  static final QueryId QUERY = new QueryId("q1");

  /** Runs for hours unless it is stopped. */
  static final String ENDLESS =
      "SELECT count(*) FROM t a, t b, t c WHERE a.i + b.i + c.i = 7 AND a.s <> b.s";

  static TestData create(Path directory) throws Exception {
    Path file = directory.resolve("t.duckdb");
    execute(file, "CREATE TABLE t AS SELECT range AS i, 'x' || range AS s FROM range(300000)");
    return new TestData(directory, new DatabaseRef("t.duckdb", FileVersion.of(file)));
  }

  static void execute(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Task task(String sql, Integer... inputs) {
    return task(sql, database, inputs);
  }

  static Task task(String sql, DatabaseRef database, Integer... inputs) {
    return new Task(
        new TaskId(QUERY, 3, 0),
        1,
        1,
        sql,
        List.of(),
        database,
        List.of(inputs),
        new Split.Whole(1),
        OptionalLong.empty());
  }

  /** Looks until something is so; the time-out of the test interrupts it. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("it never came about");
      }
      Thread.onSpinWait();
    }
  }

  /** Reads a stream to its end and adds up its first column, a BIGINT. */
  static long sum(BatchStream stream, BufferAllocator allocator) {
    long sum = 0;
    try (stream;
        VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), allocator)) {
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        new VectorLoader(root).load(batch);
        batch.close();
        BigIntVector column = (BigIntVector) root.getVector(0);
        for (int i = 0; i < column.getValueCount(); i++) {
          sum += column.get(i);
        }
      }
    }
    return sum;
  }
}
