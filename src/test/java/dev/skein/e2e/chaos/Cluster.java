package dev.skein.e2e.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Worker processes, each behind a link, and a coordinator in this JVM that reaches them so. */
final class Cluster implements AutoCloseable {
  private final Path folder;
  private final Path database;
  private final Map<String, Object> operands;
  private final List<WorkerJvm> workers = new ArrayList<>();
  private final List<FaultyLink> links = new ArrayList<>();

  /**
   * Starts workers.
   *
   * @param folder holds the database, the model and the workers' files
   * @param operands more operands of the model
   * @param options more options of each worker
   */
  Cluster(Path folder, Path database, int count, Map<String, Object> operands, List<String> options)
      throws IOException {
    this.folder = folder;
    this.database = database;
    this.operands = Map.copyOf(operands);
    for (int i = 0; i < count; i++) {
      workers.add(
          new WorkerJvm(database.getParent(), folder.resolve("worker" + i), options).start());
      links.add(new FaultyLink(workers.get(i).port()));
    }
  }

  WorkerJvm worker(int index) {
    return workers.get(index);
  }

  List<WorkerJvm> workers() {
    return List.copyOf(workers);
  }

  FaultyLink link(int index) {
    return links.get(index);
  }

  /** The model over the links, written to a file. */
  Path model() throws IOException {
    return model("model", links.stream().map(FaultyLink::address).toList());
  }

  /** A model over other workers: their addresses, or how many embedded ones. */
  Path model(String name, Object chosen) throws IOException {
    Map<String, Object> operand = new HashMap<>(operands);
    operand.put("database", database.toString());
    operand.put("workers", chosen);
    operand.put("distribution", "always");
    Map<String, Object> schema =
        Map.of(
            "name",
            "d",
            "type",
            "custom",
            "factory",
            "dev.skein.calcite.schema.DistributedSchemaFactory",
            "operand",
            operand);
    Path file = folder.resolve(name + ".json");
    byte[] json =
        new ObjectMapper()
            .writeValueAsBytes(
                Map.of("version", "1.0", "defaultSchema", "d", "schemas", List.of(schema)));
    return Files.write(file, json);
  }

  Connection connect() throws IOException, SQLException {
    return connect(model());
  }

  static Connection connect(Path model) throws SQLException {
    return DriverManager.getConnection("jdbc:skein:model=" + model);
  }

  /** Waits until the coordinator has so many workers that take tasks. */
  static void awaitActive(Connection connection, int count, Duration most)
      throws SQLException, InterruptedException {
    await(most, () -> active(connection) == count, () -> count + " active workers");
  }

  private static int active(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from skein.workers where state = 'ACTIVE'")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Waits until no worker runs anything or holds rows. */
  void awaitIdle(Duration most) throws InterruptedException {
    for (WorkerJvm worker : workers) {
      await(most, worker::isIdle, () -> worker.address() + " idle");
    }
  }

  /** Something that may become true. */
  interface Question {
    boolean ask() throws Exception;
  }

  /** Asks again and again. */
  static void await(Duration most, Question question, java.util.function.Supplier<String> what)
      throws InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    Exception last = null;
    while (until - System.nanoTime() > 0) {
      try {
        if (question.ask()) {
          return;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("Not within " + most + ": " + what.get(), last);
  }

  @Override
  public void close() {
    links.forEach(FaultyLink::close);
    workers.forEach(WorkerJvm::close);
  }
}
