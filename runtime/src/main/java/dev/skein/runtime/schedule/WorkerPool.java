package dev.skein.runtime.schedule;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerConnector;
import dev.skein.runtime.worker.WorkerDirectory;
import dev.skein.runtime.worker.WorkerStatus;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps connections to the remote workers that a directory names: connects to those that appear,
 * again and again to those that are lost, and gives the {@link TaskScheduler} those that answer.
 */
public final class WorkerPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** A query waits for a worker to come back, and then for us to notice. */
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(4);

  private final TaskScheduler scheduler;
  private final WorkerConnector connector;
  private final WorkerDirectory directory;
  private final RetryPolicy retries;
  private final Map<URI, Member> members = new LinkedHashMap<>();

  /** Workers that are named no more and finish what they have. Guarded by the pool. */
  private final Set<RemoteWorker> leaving = new HashSet<>();

  private boolean closed;

  /** One endpoint. Guarded by the pool. */
  private static final class Member {
    final URI endpoint;
    @Nullable RemoteWorker worker;
    @Nullable String problem;
    Duration retryAfter;
    boolean wanted = true;

    Member(URI endpoint, Duration retryAfter) {
      this.endpoint = endpoint;
      this.retryAfter = retryAfter;
    }
  }

  public WorkerPool(
      TaskScheduler scheduler,
      WorkerConnector connector,
      WorkerDirectory directory,
      RetryPolicy retries) {
    this.scheduler = scheduler;
    this.connector = connector;
    this.directory = directory;
    this.retries = retries;
  }

  /** Connects, and returns when every worker that the directory names has answered or failed to. */
  public void open() {
    directory.onChange(this::follow);
    follow().forEach(CompletableFuture::join);
    scheduler.after(LOOK_EVERY, this::look);
  }

  /**
   * Brings the members in line with the directory.
   *
   * @return the attempts to connect that this began
   */
  private List<CompletableFuture<Void>> follow() {
    List<CompletableFuture<Void>> connecting = new ArrayList<>();
    List<RemoteWorker> dropped = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return List.of();
      }
      // Read here, or what another thread has read since could be undone.
      Set<URI> named = directory.endpoints();
      members
          .values()
          .removeIf(
              member -> {
                member.wanted = named.contains(member.endpoint);
                if (!member.wanted && member.worker != null) {
                  dropped.add(member.worker);
                }
                return !member.wanted;
              });
      leaving.addAll(dropped);
      for (URI endpoint : named) {
        if (!members.containsKey(endpoint)) {
          Member member = new Member(endpoint, retries.firstProbeAfter());
          members.put(endpoint, member);
          connecting.add(CompletableFuture.runAsync(() -> connect(member), scheduler::execute));
        }
      }
    }
    dropped.forEach(scheduler::drain);
    dropped.forEach(this::leave);
    return connecting;
  }

  private void connect(Member member) {
    try {
      RemoteWorker worker = connector.connect(member.endpoint);
      if (!join(member, worker)) {
        worker.close();
        return;
      }
      LOG.info("event=worker_joined worker={} slots={}", worker.name(), worker.slots());
      worker.lost().thenAccept(reason -> lost(member, worker, reason));
    } catch (SkeinException e) {
      retry(member, e);
    } catch (RuntimeException | Error e) {
      retry(
          member,
          new SkeinException(
              Kind.INTERNAL, "Connecting to worker " + member.endpoint + " failed: " + e, e));
    }
  }

  /** In one step: who makes a worker leave must not come before the scheduler has it. */
  private synchronized boolean join(Member member, RemoteWorker worker) {
    if (closed || !member.wanted) {
      return false;
    }
    member.worker = worker;
    member.retryAfter = retries.firstProbeAfter();
    scheduler.add(worker);
    return true;
  }

  /** Called on a thread of the worker. */
  private void lost(Member member, RemoteWorker worker, SkeinException reason) {
    scheduler.remove(worker);
    synchronized (this) {
      if (member.worker == worker) {
        member.worker = null;
      }
      leaving.remove(worker);
    }
    scheduler.execute(worker::close);
    retry(member, reason);
  }

  private void retry(Member member, SkeinException problem) {
    scheduler.missing(problem);
    synchronized (this) {
      if (!problem.getMessage().equals(member.problem)) { // and not at each attempt
        LOG.warn(
            "event=worker_unreachable worker={} reason=\"{}\"",
            member.endpoint,
            problem.getMessage());
      }
      member.problem = problem.getMessage();
      if (closed || !member.wanted) {
        return;
      }
      scheduler.after(member.retryAfter, () -> scheduler.execute(() -> connectIfWanted(member)));
      Duration twice = member.retryAfter.multipliedBy(2);
      member.retryAfter = twice.compareTo(LONGEST_RETRY) < 0 ? twice : LONGEST_RETRY;
    }
  }

  private void connectIfWanted(Member member) {
    synchronized (this) {
      if (closed || !member.wanted) {
        return;
      }
    }
    connect(member);
  }

  /** Closes a worker that is named no more as soon as it has finished what it has. */
  private void leave(RemoteWorker worker) {
    if (!scheduler.isIdle(worker)) {
      scheduler.after(LOOK_EVERY, () -> leave(worker));
      return;
    }
    synchronized (this) {
      if (!leaving.remove(worker)) {
        return; // lost, or closed with the pool
      }
    }
    scheduler.remove(worker);
    scheduler.execute(worker::close);
  }

  /** Sees which workers have announced that they will leave, and why some are not named. */
  private void look() {
    try {
      lookOnce();
    } catch (RuntimeException | Error e) { // it must not be the last time
      LOG.error("event=worker_check_failed", e);
    }
    scheduler.after(LOOK_EVERY, this::look);
  }

  private void lookOnce() {
    follow(); // a change that could not be followed when it came
    directory
        .problem()
        .ifPresent(why -> scheduler.missing(new SkeinException(Kind.WORKER_LOST, why)));
    List<RemoteWorker> draining = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      for (Member member : members.values()) {
        RemoteWorker worker = member.worker;
        if (worker != null && worker.status().state() == WorkerStatus.State.DRAINING) {
          draining.add(worker);
        }
      }
    }
    draining.forEach(scheduler::drain);
  }

  /** All workers that the directory names, reachable or not. */
  public List<WorkerFigures> figures() {
    Map<String, WorkerFigures> known = new HashMap<>();
    scheduler.workers().forEach(figures -> known.put(figures.name(), figures));
    List<WorkerFigures> result = new ArrayList<>();
    synchronized (this) {
      for (Member member : members.values()) {
        RemoteWorker worker = member.worker;
        WorkerFigures figures = worker == null ? null : known.get(worker.name());
        if (worker == null || figures == null) {
          result.add(
              WorkerFigures.unreachable(
                  member.endpoint.toString(), Optional.ofNullable(member.problem)));
        } else {
          WorkerStatus status = worker.status();
          result.add(figures.withMemory(status.memoryUsed(), status.memoryLimit()));
        }
      }
    }
    return result;
  }

  /** Ends the connections; the scheduler's queries should have ended before. */
  @Override
  public void close() {
    List<RemoteWorker> open = new ArrayList<>();
    synchronized (this) {
      closed = true;
      for (Member member : members.values()) {
        if (member.worker != null) {
          open.add(member.worker);
        }
      }
      open.addAll(leaving);
      leaving.clear();
    }
    directory.close();
    open.forEach(scheduler::remove);
    open.forEach(RemoteWorker::close);
  }
}
