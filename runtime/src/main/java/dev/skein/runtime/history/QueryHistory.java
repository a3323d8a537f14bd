package dev.skein.runtime.history;

import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The queries that run and the last ones that ran. Bounded: the oldest ended queries are forgotten
 * when there are too many queries or attempts. Thread-safe.
 */
public final class QueryHistory {
  private final int maxQueries;
  private final int maxAttempts;
  private final Deque<QueryTrace> queries = new ArrayDeque<>();
  private final AtomicLong attempts = new AtomicLong();
  private final List<HistoryListener> listeners = new CopyOnWriteArrayList<>();

  private final HistoryListener tellAll =
      new HistoryListener() {
        @Override
        public void queryEnded(QueryRecord query) {
          listeners.forEach(listener -> listener.queryEnded(query));
        }

        @Override
        public void attemptEnded(AttemptRecord attempt) {
          listeners.forEach(listener -> listener.attemptEnded(attempt));
        }
      };

  public QueryHistory(int maxQueries, int maxAttempts) {
    this.maxQueries = maxQueries;
    this.maxAttempts = maxAttempts;
  }

  /** Tells somebody of all that ends from now on. */
  public void listen(HistoryListener listener) {
    listeners.add(listener);
  }

  /** Begins a query. */
  public synchronized QueryTrace begin(
      QueryId id, String sql, ExecutionMode mode, MergeStrategy merge, String reason, int tasks) {
    forgetOldest();
    QueryTrace query = new QueryTrace(id, sql, mode, merge, reason, tasks, attempts, tellAll);
    queries.addLast(query);
    return query;
  }

  private void forgetOldest() {
    Iterator<QueryTrace> oldest = queries.iterator();
    while (oldest.hasNext() && (queries.size() >= maxQueries || attempts.get() > maxAttempts)) {
      QueryTrace query = oldest.next();
      if (!query.isRunning()) {
        oldest.remove();
        attempts.addAndGet(-query.attemptCount());
      }
    }
  }

  /** The queries, oldest first. */
  public synchronized List<QueryRecord> queries() {
    return queries.stream().map(QueryTrace::record).toList();
  }

  /** The attempts of these queries, in the order in which they began within each. */
  public synchronized List<AttemptRecord> attempts() {
    return queries.stream()
        .flatMap(query -> query.attempts().stream())
        .map(AttemptTrace::record)
        .toList();
  }

  /**
   * Forgets those of the named queries that have ended.
   *
   * @return how many
   */
  public synchronized int forget(Collection<QueryId> named) {
    Set<QueryId> ids = Set.copyOf(named);
    int before = queries.size();
    queries.removeIf(
        query -> {
          boolean forgotten = ids.contains(query.id()) && !query.isRunning();
          if (forgotten) {
            attempts.addAndGet(-query.attemptCount());
          }
          return forgotten;
        });
    return before - queries.size();
  }
}
