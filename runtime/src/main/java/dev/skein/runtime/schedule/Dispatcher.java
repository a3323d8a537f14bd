package dev.skein.runtime.schedule;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which task runs on which worker and when. It does no input or output, starts no thread
 * and has no clock: events come in as method calls with the time, and {@link #decide} calls the
 * {@link AttemptRunner}s. So the same code runs under {@link TaskScheduler}'s lock and in a
 * simulation. Times are nanoseconds from any origin, never negative.
 *
 * <p>Whenever a slot is free, the query that has the fewest slots gets it. Of its tasks one that
 * its reader waits for comes first, then one that was paused, then the next in size; but a worker
 * that has read the rows of a task before gets that one. Nothing is planned ahead: a slow worker
 * asks less often, and so gets less.
 */
final class Dispatcher {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int MAX_DOUBLINGS = 10;

  private final RetryPolicy retries;
  private final StragglerPolicy stragglers;
  private final Map<String, WorkerSlots> workers = new LinkedHashMap<>();
  private final TreeSet<WorkerSlots> free = new TreeSet<>(WorkerSlots.LEAST_LOADED_FIRST);
  private final PriorityQueue<WorkerSlots> aside =
      new PriorityQueue<>(Comparator.comparingLong((WorkerSlots worker) -> worker.asideUntil));
  private final Set<QueryShare> shares = new LinkedHashSet<>();
  private final TreeSet<QueryShare> ready = new TreeSet<>(QueryShare.LEAST_SERVED_FIRST);
  private final PriorityQueue<PendingTask> backingOff =
      new PriorityQueue<>(Comparator.comparingLong((PendingTask task) -> task.notBefore));
  private long turns;
  private long nextLook;
  private long withoutWorkersSince = NEVER;
  private @Nullable SkeinException lastLoss;

  Dispatcher(RetryPolicy retries, StragglerPolicy stragglers) {
    this.retries = retries;
    this.stragglers = stragglers;
  }

  // ---- Workers

  /** A worker joins, or one of that name joins again. */
  WorkerSlots join(String name, int slots, boolean remote) {
    leave(name);
    WorkerSlots worker = new WorkerSlots(name, slots, remote, ++turns);
    workers.put(name, worker);
    free.add(worker);
    return worker;
  }

  /** A worker gets no more tasks; those that it has go on. */
  void drain(String name) {
    setState(name, WorkerSlots.State.DRAINING);
  }

  /** A worker is gone; whoever runs its attempts reports their loss. */
  void leave(String name) {
    setState(name, WorkerSlots.State.GONE);
    workers.remove(name);
  }

  private void setState(String name, WorkerSlots.State state) {
    WorkerSlots worker = workers.get(name);
    if (worker != null) {
      free.remove(worker);
      aside.remove(worker);
      worker.state = state;
    }
  }

  /** Why a worker that should be there is not. */
  void missing(SkeinException reason) {
    lastLoss = reason;
  }

  List<WorkerSlots> workers() {
    return List.copyOf(workers.values());
  }

  // ---- Queries

  QueryShare open() {
    QueryShare share = new QueryShare(++turns);
    shares.add(share);
    return share;
  }

  /** Takes on the tasks of a stage. */
  void submit(TaskGroup group) {
    group.share.groups.add(group);
    update(group.share);
  }

  /** Starts nothing more of a query. Its attempts go on until they report their end. */
  void close(QueryShare share) {
    ready.remove(share);
    shares.remove(share);
    for (TaskGroup group : share.groups) {
      group.closed = true;
    }
  }

  /** The reader waits for a task's rows: it comes before all others of its query. */
  void need(PendingTask task) {
    if (!task.needed) {
      task.group.need(task);
      update(task.group.share);
    }
  }

  /** Nobody reads a task's rows any more. */
  void abandon(PendingTask task) {
    if (task.state != PendingTask.State.DONE) {
      task.group.done(task);
      update(task.group.share);
    }
    for (Attempt attempt : List.copyOf(task.live)) {
      task.group.runner.stop(attempt);
    }
  }

  /** Whether tasks of a group may start for which its reader does not wait. */
  void setOpen(TaskGroup group, boolean open) {
    group.setOpen(open);
    update(group.share);
  }

  /** Keeps {@link #ready} in step; its order does not change here. */
  private void update(QueryShare share) {
    if (shares.contains(share) && share.isReady()) {
      ready.add(share);
    } else {
      ready.remove(share);
    }
  }

  // ---- Attempts

  /**
   * An attempt whose rows nobody takes offers its slot.
   *
   * @return whether it has given it back; otherwise somebody wants the rows by now and it goes on
   */
  boolean pause(Attempt attempt) {
    if (attempt.resumeAtOnce) {
      attempt.resumeAtOnce = false;
      return false;
    }
    if (attempt.state == Attempt.State.RUNNING) {
      attempt.state = Attempt.State.PAUSED;
      vacate(attempt);
    }
    return true;
  }

  /** Somebody takes a paused attempt's rows again. */
  void resume(Attempt attempt) {
    switch (attempt.state) {
      case RUNNING -> attempt.resumeAtOnce = true;
      case PAUSED -> {
        attempt.state = Attempt.State.RESUMING;
        attempt.task.group.addResuming(attempt);
        update(attempt.task.group.share);
      }
      case RESUMING, ENDED -> {}
    }
  }

  /** Whether a running attempt should let a query go first that has fewer slots than its own. */
  boolean shouldYield(Attempt attempt) {
    return free.isEmpty()
        && !ready.isEmpty()
        && ready.first().slots < attempt.task.group.share.slots;
  }

  /** An attempt has returned all its rows. */
  void finished(Attempt attempt, long now) {
    TaskGroup group = attempt.task.group;
    group.rates.add(now - attempt.startedAt, attempt.task.weight);
    WorkerSlots worker = attempt.worker;
    ended(attempt);
    worker.finished++;
    worker.lossesInRow = 0;
    worker.asideFor = 0;
    if (worker.state == WorkerSlots.State.PROBED) {
      free.remove(worker);
      worker.state = WorkerSlots.State.ACTIVE;
      free.add(worker);
    }
    if (attempt.task.state != PendingTask.State.DONE) {
      group.done(attempt.task);
      update(group.share);
      for (Attempt slower : List.copyOf(attempt.task.live)) {
        group.runner.stop(slower);
      }
    }
  }

  /** An attempt was lost with its worker: the task waits a little and is tried again. */
  void lost(Attempt attempt, SkeinException loss, long now) {
    PendingTask task = attempt.task;
    TaskGroup group = task.group;
    WorkerSlots worker = attempt.worker;
    ended(attempt);
    lastLoss = loss;
    worker.lost++;
    if (++worker.lossesInRow >= retries.lossesToSetAside()
        || worker.state == WorkerSlots.State.PROBED) {
      setAside(worker, now);
    }
    if (group.closed || task.state == PendingTask.State.DONE || !task.live.isEmpty()) {
      return;
    }
    task.avoid = worker;
    if (task.attempts >= retries.maxAttempts()) {
      group.runner.fail(
          new SkeinException(
              loss.kind(),
              "Gave up after "
                  + task.attempts
                  + " attempts at a task; the last: "
                  + loss.getMessage(),
              loss));
      return;
    }
    int doublings = Math.min(task.attempts - 1, MAX_DOUBLINGS);
    task.notBefore = now + (retries.firstBackOff().toNanos() << doublings);
    group.backOff(task);
    backingOff.add(task);
    update(group.share);
  }

  private void setAside(WorkerSlots worker, long now) {
    if (worker.usable() == 0) {
      return;
    }
    free.remove(worker);
    worker.state = WorkerSlots.State.SET_ASIDE;
    worker.asideFor =
        worker.asideFor == 0
            ? retries.firstProbeAfter().toNanos()
            : Math.min(2 * worker.asideFor, retries.longestProbeAfter().toNanos());
    worker.asideUntil = now + worker.asideFor;
    aside.add(worker);
  }

  /** An attempt is over, for whatever reason. Frees its slot. */
  void ended(Attempt attempt) {
    boolean hasSlot = attempt.state == Attempt.State.RUNNING;
    attempt.state = Attempt.State.ENDED;
    attempt.task.live.remove(attempt);
    attempt.task.group.running.remove(attempt);
    if (hasSlot) {
      vacate(attempt);
    }
  }

  private void vacate(Attempt attempt) {
    WorkerSlots worker = attempt.worker;
    free.remove(worker);
    worker.used--;
    if (worker.isFree()) {
      free.add(worker);
    }
    QueryShare share = attempt.task.group.share;
    ready.remove(share);
    share.slots--;
    update(share);
  }

  private void occupy(WorkerSlots worker, QueryShare share) {
    free.remove(worker);
    worker.used++;
    worker.turn = ++turns;
    if (worker.isFree()) {
      free.add(worker);
    }
    ready.remove(share);
    share.slots++;
    share.turn = ++turns;
    update(share);
  }

  // ---- Decisions

  /** Starts whatever can start, and gives up on what cannot. Called after every event. */
  void decide(long now) {
    while (!backingOff.isEmpty() && backingOff.peek().notBefore <= now) {
      PendingTask task = backingOff.poll();
      if (task.state == PendingTask.State.BACKING_OFF) {
        task.group.waitAgain(task);
        update(task.group.share);
      }
    }
    while (!aside.isEmpty() && aside.peek().asideUntil <= now) {
      WorkerSlots worker = aside.poll();
      worker.state = WorkerSlots.State.PROBED;
      if (worker.isFree()) {
        free.add(worker);
      }
    }
    while (!free.isEmpty() && placeOne(now)) {
      // until no slot or no task is left
    }
    if (now >= nextLook) {
      nextLook = now + stragglers.lookEvery().toNanos();
      startSecondAttempts(now);
    }
    giveUpWithoutWorkers(now);
  }

  private boolean placeOne(long now) {
    for (QueryShare share : ready) {
      for (TaskGroup group : share.groups) {
        PendingTask task = group.closed ? null : group.nextNeeded();
        if (task != null && start(task, choose(task), now)) {
          return true;
        }
      }
      for (TaskGroup group : share.groups) {
        if (!group.closed && (resumeNext(group) || startNext(group, now))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean resumeNext(TaskGroup group) {
    Attempt attempt = group.nextResuming();
    if (attempt == null) {
      return false;
    }
    for (WorkerSlots worker : free) {
      if (!worker.remote) { // paused attempts are of embedded workers, which share one DuckDB
        attempt.state = Attempt.State.RUNNING;
        attempt.worker = worker;
        occupy(worker, group.share);
        group.runner.resume(attempt);
        return true;
      }
    }
    return false;
  }

  private boolean startNext(TaskGroup group, long now) {
    PendingTask task = group.next();
    if (task == null) {
      return false;
    }
    WorkerSlots worker = choose(task);
    if (worker == null) {
      // The one that is free has lost this task before. It need not be idle for that.
      worker = free.first();
      task = group.nextNotLostBy(worker);
    } else if (!worker.name.equals(task.preferred)) {
      PendingTask known = group.nextFor(worker);
      task = known != null && known.avoid != worker ? known : task;
    }
    return task != null && start(task, worker, now);
  }

  private @Nullable WorkerSlots choose(PendingTask task) {
    WorkerSlots preferred = task.preferred == null ? null : workers.get(task.preferred);
    if (preferred != null && preferred.isFree() && preferred != task.avoid) {
      return preferred;
    }
    for (WorkerSlots worker : free) {
      if (worker != task.avoid || isOnlyOne(worker)) {
        return worker;
      }
    }
    return null;
  }

  private boolean isOnlyOne(WorkerSlots worker) {
    for (WorkerSlots other : workers.values()) {
      if (other != worker && other.usable() > 0) {
        return false;
      }
    }
    return true;
  }

  private boolean start(PendingTask task, @Nullable WorkerSlots worker, long now) {
    if (worker == null) {
      return false;
    }
    TaskGroup group = task.group;
    Attempt attempt = new Attempt(task, ++task.attempts, worker, now);
    group.started(task);
    task.live.add(attempt);
    group.running.add(attempt);
    occupy(worker, group.share);
    group.runner.start(attempt);
    return true;
  }

  /** Slots that nobody wants try again what takes too long elsewhere. */
  private void startSecondAttempts(long now) {
    for (QueryShare share : shares) {
      for (TaskGroup group : share.groups) {
        if (free.isEmpty()) {
          return;
        }
        if (group.isEnding()) {
          startSecondAttempts(group, now);
        }
      }
    }
  }

  private void startSecondAttempts(TaskGroup group, long now) {
    double rate = stragglers.factor() * group.rates.median();
    List<Attempt> slow = new ArrayList<>();
    for (Attempt attempt : group.running) {
      // One that another has overtaken may take a while to end; its task is done all the same.
      if (attempt.task.state == PendingTask.State.DONE) {
        continue;
      }
      double limit = Math.max((double) stragglers.atLeast().toNanos(), rate * attempt.task.weight);
      if (attempt.worker.remote
          && attempt.task.live.size() == 1
          && now - attempt.startedAt > limit) {
        slow.add(attempt);
      }
    }
    for (Attempt attempt : slow) {
      for (WorkerSlots worker : free) {
        if (worker != attempt.worker) {
          start(attempt.task, worker, now);
          break;
        }
      }
    }
  }

  private void giveUpWithoutWorkers(long now) {
    if (hasWorker()) {
      withoutWorkersSince = NEVER;
      return;
    }
    if (withoutWorkersSince == NEVER) {
      withoutWorkersSince = now;
    }
    for (QueryShare share : List.copyOf(shares)) {
      for (TaskGroup group : share.groups) {
        if (group.hasUnstarted() && now >= patienceEnds(group)) {
          group.runner.fail(
              new SkeinException(
                  Kind.WORKER_LOST,
                  "No worker was left for "
                      + retries.patience().toSeconds()
                      + " s; start one, or look at skein.workers. "
                      + (lastLoss == null
                          ? "None has joined"
                          : "The last loss: " + lastLoss.getMessage()),
                  lastLoss));
          break;
        }
      }
    }
  }

  private boolean hasWorker() {
    for (WorkerSlots worker : workers.values()) {
      boolean tried = worker.state == WorkerSlots.State.PROBED && worker.used > 0;
      if (worker.state == WorkerSlots.State.ACTIVE || tried) {
        return true;
      }
    }
    return false;
  }

  private long patienceEnds(TaskGroup group) {
    return Math.max(withoutWorkersSince, group.submittedAt) + retries.patience().toNanos();
  }

  /** When {@link #decide} has something to do although nothing happens; the maximum if never. */
  long wakeAt() {
    long at = NEVER;
    if (!backingOff.isEmpty()) {
      at = backingOff.peek().notBefore;
    }
    if (!aside.isEmpty() && !shares.isEmpty()) {
      at = Math.min(at, aside.peek().asideUntil);
    }
    for (QueryShare share : shares) {
      for (TaskGroup group : share.groups) {
        if (withoutWorkersSince != NEVER && group.hasUnstarted()) {
          at = Math.min(at, patienceEnds(group));
        }
        if (group.isEnding() && group.isRemote()) {
          at = Math.min(at, nextLook);
        }
      }
    }
    return at;
  }
}
