package dev.skein.runtime.flight;

import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.DuckDbSettings;
import dev.skein.runtime.worker.DuckDbWorker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases a worker has open, each in one version. A file that was replaced is opened anew
 * when a task asks for the new version; the old one stays open until its last use ends.
 */
final class OpenDatabases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenDatabases.class);

  private final DataDirectory directory;
  private final WorkerOptions options;
  private final Supplier<URI> location;
  private final Path tempDirectory;
  private final BufferAllocator allocator;
  private final Map<String, Open> current = new LinkedHashMap<>(16, 0.75f, true);
  private final List<Open> retired = new ArrayList<>();

  /** Those of both, for {@link #databases}. */
  private volatile List<DuckDbDatabase> databases = List.of();

  private int opened;

  /**
   * @param location where the worker is reached, asked when it is; names it in messages
   * @param tempDirectory a directory of this process alone, in which each database spills
   */
  OpenDatabases(
      DataDirectory directory,
      WorkerOptions options,
      Supplier<URI> location,
      Path tempDirectory,
      BufferAllocator allocator) {
    this.directory = directory;
    this.options = options;
    this.location = location;
    this.tempDirectory = tempDirectory;
    this.allocator = allocator;
  }

  /** Something that needs a database to stay open; closed once. */
  final class Use implements AutoCloseable {
    private final Open open;
    private boolean ended;

    private Use(Open open) {
      this.open = open;
      open.uses++;
    }

    DuckDbWorker worker() {
      return open.worker;
    }

    @Override
    public void close() {
      Open unused = null;
      synchronized (OpenDatabases.this) {
        if (!ended) {
          ended = true;
          open.uses--;
          if (open.uses == 0 && retired.remove(open)) {
            unused = open;
            publish();
          }
        }
      }
      if (unused != null) {
        unused.close();
      }
    }
  }

  private static final class Open {
    private final Path file;
    private final @Nullable Object fileKey;
    private final DuckDbDatabase database;
    private final DuckDbWorker worker;
    private int uses;

    Open(Path file, @Nullable Object fileKey, DuckDbDatabase database, DuckDbWorker worker) {
      this.file = file;
      this.fileKey = fileKey;
      this.database = database;
      this.worker = worker;
    }

    void close() {
      try {
        worker.close();
      } catch (SkeinException e) {
        LOG.warn("event=rows_not_dropped reason={}", LogText.quoted(e.getMessage()));
      } finally {
        database.close();
      }
    }
  }

  /**
   * Opens a database in the version that a task was planned on, unless it is open.
   *
   * @throws SkeinException of kind WORKER_LOST if the file here has another version, of kind
   *     WORKER_ERROR if it cannot be opened: another worker may have a better one
   */
  synchronized Use use(DatabaseRef wanted) {
    Path file = directory.resolve(wanted);
    Open open = current.get(wanted.path());
    if (open == null || wasReplaced(open, file)) {
      Open fresh = open(file);
      if (open != null) {
        retire(wanted.path(), open);
      }
      current.put(wanted.path(), fresh);
      closeIdle();
      publish();
      open = fresh;
    }
    if (!open.database.version().equals(wanted.version())) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "The query was planned on version "
              + wanted.version()
              + " of "
              + wanted.path()
              + " and worker "
              + location.get()
              + " has version "
              + open.database.version()
              + "; give both the same file");
    }
    return new Use(open);
  }

  /**
   * Whether the path leads to another file than the open one. The open file itself cannot change:
   * DuckDB holds a lock on it. Reading it again here would release that lock, because POSIX drops a
   * process's locks on a file when any of its descriptors is closed.
   */
  private static boolean wasReplaced(Open open, Path file) {
    return !file.equals(open.file)
        || open.fileKey == null
        || !Objects.equals(open.fileKey, fileKey(file));
  }

  private static @Nullable Object fileKey(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private Open open(Path file) {
    Path temp = tempDirectory.resolve("db" + opened++);
    DuckDbSettings settings =
        new DuckDbSettings(
            options.memoryLimit(),
            Optional.of(temp),
            options.maxTempSize(),
            options.threads(),
            Optional.of(directory.root()));
    Object key = fileKey(file);
    DuckDbDatabase database;
    try {
      database = DuckDbDatabase.open(file, false, settings);
    } catch (SkeinException e) {
      throw new SkeinException(
          Kind.WORKER_ERROR, "Worker " + location.get() + ": " + e.getMessage(), e);
    }
    return new Open(
        file,
        key,
        database,
        new DuckDbWorker(location.get().toString(), options.slots(), database, allocator));
  }

  /** Each open database has a memory limit of its own, so there must not be many. */
  private void closeIdle() {
    List<String> idle = new ArrayList<>();
    int excess = current.size() - options.maxDatabases();
    for (Map.Entry<String, Open> entry : current.entrySet()) {
      if (excess > idle.size() && entry.getValue().uses == 0) {
        idle.add(entry.getKey());
      }
    }
    for (String path : idle) {
      Open open = current.remove(path);
      if (open != null) {
        open.close();
      }
    }
  }

  private void retire(String path, Open open) {
    current.remove(path);
    if (open.uses == 0) {
      open.close();
    } else {
      retired.add(open);
    }
  }

  /**
   * The databases that are open now, for figures. It waits for nothing: heartbeats are answered
   * with these, also while a file takes long to open.
   */
  List<DuckDbDatabase> databases() {
    return databases;
  }

  private synchronized void publish() {
    databases =
        Stream.concat(current.values().stream(), retired.stream())
            .map(open -> open.database)
            .toList();
  }

  @Override
  public synchronized void close() {
    current.values().forEach(Open::close);
    current.clear();
    retired.forEach(Open::close);
    retired.clear();
    publish();
  }
}
