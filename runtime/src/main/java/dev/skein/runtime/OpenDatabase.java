package dev.skein.runtime;

import dev.skein.runtime.catalog.CatalogReader;
import dev.skein.runtime.catalog.FunctionReader;
import dev.skein.runtime.catalog.FunctionReader.Macros;
import dev.skein.runtime.schedule.TaskScheduler;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.DuckDbWorker;
import dev.skein.runtime.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A database in the state in which it was opened, with everything in this process that reads it.
 * Queries that use it keep it open after its file was replaced. Thread-safe.
 */
final class OpenDatabase {
  final DuckDbDatabase database;
  final StageCutter cutter;
  final DuckDbWorker coordinator;
  final TaskScheduler scheduler;
  final DatabaseRef ref;
  private final Optional<Path> file;
  private final @Nullable Object fileKey;
  private final boolean ownsScheduler;
  private final List<Worker> embedded = new ArrayList<>();
  private int users = 1;
  private @Nullable String definition;
  private @Nullable Macros macros;

  private OpenDatabase(
      RuntimeConfig config,
      DuckDbDatabase database,
      @Nullable Object fileKey,
      BufferAllocator allocator,
      @Nullable TaskScheduler remote) {
    this.database = database;
    this.file = config.database();
    this.fileKey = fileKey;
    this.cutter = new StageCutter(database, config);
    int processors = Runtime.getRuntime().availableProcessors();
    this.coordinator = new DuckDbWorker("coordinator", processors, database, allocator);
    this.ref = new DatabaseRef(path(config), database.version());
    this.ownsScheduler = remote == null;
    this.scheduler = remote == null ? new TaskScheduler(config.policy(), false, allocator) : remote;
    if (remote == null) {
      for (int i = 0; i < config.embeddedWorkers(); i++) {
        embedded.add(new DuckDbWorker("embedded-" + i, 1, database, allocator));
      }
      if (embedded.isEmpty()) {
        embedded.add(coordinator);
      }
      embedded.forEach(scheduler::add);
    }
  }

  /**
   * Opens the database.
   *
   * @param remote the scheduler of the remote workers, which outlives this; null for workers in
   *     this process
   */
  static OpenDatabase open(
      RuntimeConfig config, BufferAllocator allocator, @Nullable TaskScheduler remote) {
    Object key = config.database().map(OpenDatabase::fileKey).orElse(null);
    boolean shared = !config.readOnly() && remote == null;
    DuckDbDatabase database =
        config.database().isPresent()
            ? DuckDbDatabase.open(config.database().get(), shared, config.settings())
            : DuckDbDatabase.openInMemory(config.memoryName(), config.settings());
    return new OpenDatabase(config, database, key, allocator, remote);
  }

  /** The name by which workers find the file in their data directory. */
  private static String path(RuntimeConfig config) {
    if (config.database().isEmpty()) {
      return "";
    }
    Path file = config.database().get().toAbsolutePath().normalize();
    Path root =
        config.dataRoot().map(dir -> dir.toAbsolutePath().normalize()).orElse(file.getParent());
    Path relative = root == null ? file : root.relativize(file);
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  /**
   * Whether another file is now where this one was. A file that is open here cannot change in
   * place, because DuckDB holds a lock on it; and it must not be read to find out, because closing
   * any descriptor of a file drops the locks that the process has on it.
   */
  boolean wasReplaced() {
    return database.isImmutable()
        && fileKey != null
        && file.isPresent()
        && Files.exists(file.get())
        && !Objects.equals(fileKey, fileKey(file.get()));
  }

  private static @Nullable Object fileKey(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Names how the tables and views are defined; empty where that may change at any time.
   *
   * @throws SkeinException if the catalog cannot be read
   */
  synchronized String definition() {
    String known = definition;
    if (known == null) {
      known = database.isImmutable() ? read(CatalogReader::definition) : "";
      definition = known;
    }
    return known;
  }

  /**
   * The macros that are defined.
   *
   * @throws SkeinException if the catalog cannot be read
   */
  synchronized Macros macros() {
    Macros known = macros;
    if (known == null) {
      known = read(FunctionReader::macros);
      macros = database.isImmutable() ? known : null;
    }
    return known;
  }

  private <T> T read(CatalogQuery<T> query) {
    try (Connection connection = database.newConnection()) {
      return query.run(connection);
    } catch (SQLException e) {
      throw new SkeinException(
          Kind.USER, "Cannot read the catalog of " + database + ": " + e.getMessage(), e);
    }
  }

  /** Keeps it open for a query; false if it is closed already. */
  synchronized boolean retain() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  synchronized boolean isClosed() {
    return users == 0;
  }

  /** Ends the queries of this runtime, which then release what they retained. */
  void endQueries() {
    scheduler.close();
  }

  /** Closes it if nobody else uses it. */
  void release() {
    synchronized (this) {
      if (--users > 0) {
        return;
      }
    }
    if (ownsScheduler) {
      scheduler.close();
      embedded.forEach(Worker::close);
    }
    coordinator.close();
    cutter.close();
    database.close();
  }
}
