package dev.skein.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * One way to run Skein.
 *
 * @param workers the operand of the model: how many embedded ones, or the addresses of others
 * @param distribution the operand of the model: {@code always} splits whatever can be split
 * @param url how the URL of a connection begins
 */
record Deployment(String name, Object workers, String distribution, String url) {
  private static final String SKEIN = "jdbc:skein:";
  private static final String CALCITE = "jdbc:calcite:";

  Deployment(String name, Object workers, String distribution) {
    this(name, workers, distribution, SKEIN);
  }

  /** So many embedded workers, with everything split. */
  static Deployment embedded(int workers) {
    return new Deployment(
        workers + (workers == 1 ? " embedded worker" : " embedded workers"), workers, "always");
  }

  /** Other processes, with everything split. */
  static Deployment remote(List<WorkerProcess> workers) {
    return new Deployment(
        workers.size() + " worker processes",
        workers.stream().map(WorkerProcess::address).toList(),
        "always");
  }

  /** Two embedded workers, and Skein chooses. */
  static Deployment automatic() {
    return new Deployment("auto", 2, "auto");
  }

  /** The same workers, and Skein chooses. */
  Deployment choosing() {
    return new Deployment(name + ", auto", workers, "auto", url);
  }

  /** Two embedded workers, with everything split, under Calcite's own driver and settings. */
  static Deployment plain() {
    return new Deployment("jdbc:calcite", 2, "always", CALCITE);
  }

  /** Whether types are Calcite's own, so that only rows can be compared. */
  boolean isPlain() {
    return url.equals(CALCITE);
  }

  Map<String, Object> operand(Path database) {
    return Map.of(
        "database",
        database.toString(),
        "workers",
        workers,
        "distribution",
        distribution,
        "readOnly",
        true);
  }

  /** Writes a model file into the folder and opens it as users do. */
  Connection connect(Path database, Path folder) throws IOException, SQLException {
    Path model = ModelFile.of(operand(database)).write(folder, database.getFileName() + " " + name);
    return DriverManager.getConnection(url + "model=" + model);
  }
}
