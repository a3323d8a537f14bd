package dev.skein.runtime.flight;

import static java.util.Objects.requireNonNull;

import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's presence at a worker, and all that the worker keeps for it: running calls and
 * databases into which rows were loaded. When it ends, they end.
 */
final class Lease {
  private final String id;
  private final String coordinator;
  private final Duration duration;
  private final Set<Runnable> cancellations = new HashSet<>();
  private final Map<QueryId, Map<DatabaseRef, Loaded>> loads = new HashMap<>();
  private long renewedNanos = System.nanoTime();
  private @Nullable String ended;

  /** The stages of a query whose rows a database has, and what keeps it open. */
  private record Loaded(OpenDatabases.Use use, Set<Integer> stages) {}

  Lease(String id, String coordinator, Duration duration) {
    this.id = id;
    this.coordinator = coordinator;
    this.duration = duration;
  }

  String id() {
    return id;
  }

  String coordinator() {
    return coordinator;
  }

  synchronized void renew() {
    renewedNanos = System.nanoTime();
  }

  synchronized boolean isExpired() {
    return System.nanoTime() - renewedNanos > duration.toNanos();
  }

  /** Begins a call that ends with the lease; {@link #endCall} takes the same object. */
  synchronized void beginCall(Runnable cancellation) {
    checkAlive();
    cancellations.add(cancellation);
  }

  synchronized void endCall(Runnable cancellation) {
    cancellations.remove(cancellation);
  }

  /**
   * Keeps a database open for the rows of a query that are loaded into it.
   *
   * @return what the database is used through; the lease closes it
   */
  OpenDatabases.Use useForLoad(QueryId query, DatabaseRef database, OpenDatabases databases) {
    OpenDatabases.Use mine = databases.use(database); // unlocked, for heartbeats renew meanwhile
    boolean kept = false;
    try {
      synchronized (this) {
        checkAlive();
        Map<DatabaseRef, Loaded> known = loads.computeIfAbsent(query, q -> new HashMap<>());
        kept = known.putIfAbsent(database, new Loaded(mine, new HashSet<>())) == null;
        return requireNonNull(known.get(database)).use();
      }
    } finally {
      if (!kept) {
        mine.close();
      }
    }
  }

  /** The rows of a stage are complete. */
  synchronized void loaded(QueryId query, DatabaseRef database, int stage) {
    Loaded found = loads.getOrDefault(query, Map.of()).get(database);
    if (found != null) {
      found.stages().add(stage);
    }
  }

  /**
   * Checks that the rows a task reads are here: they are not if this worker was restarted since.
   *
   * @throws SkeinException of kind WORKER_LOST if not
   */
  synchronized void checkInputs(Task task) {
    Loaded found = loads.getOrDefault(task.id().query(), Map.of()).get(task.database());
    for (int input : task.inputs()) {
      if (found == null || !found.stages().contains(input)) {
        throw new SkeinException(
            Kind.WORKER_LOST,
            "Task " + task.id() + " reads stage " + input + ", whose rows this worker lacks");
      }
    }
  }

  /** Forgets the rows of a query. */
  void release(QueryId query) {
    Map<DatabaseRef, Loaded> released;
    synchronized (this) {
      released = loads.remove(query);
    }
    if (released != null) {
      for (Loaded loaded : released.values()) {
        try (OpenDatabases.Use use = loaded.use()) {
          use.worker().release(query);
        }
      }
    }
  }

  /** Ends the lease: stops its calls and forgets its rows. */
  void end(String reason) {
    List<Runnable> calls;
    List<QueryId> queries;
    synchronized (this) {
      if (ended != null) {
        return;
      }
      ended = reason;
      calls = List.copyOf(cancellations);
      queries = List.copyOf(loads.keySet());
    }
    List<Runnable> steps = new ArrayList<>(calls);
    queries.forEach(query -> steps.add(() -> release(query)));
    RuntimeException failed = null;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException e) { // the others end all the same
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private void checkAlive() {
    if (ended != null) {
      throw new SkeinException(
          Kind.WORKER_LOST, "The worker has given this coordinator up: " + ended);
    }
  }
}
