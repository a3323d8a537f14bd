package dev.skein.runtime.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage in the order in which they should start. Guarded by the scheduler's lock.
 *
 * <p>Big tasks come first, so that a small one and not a big one is the last to end; tasks within a
 * factor of 1.4 count as equal and keep the order of the table, in which their rows are read.
 * Queues are cleaned when they are looked at: a task that has started stays in them until then.
 */
final class TaskGroup {
  final QueryShare share;
  final AttemptRunner runner;
  final List<PendingTask> tasks;
  final long submittedAt;
  final Set<Attempt> running = new LinkedHashSet<>();
  final TaskRates rates = new TaskRates();

  /** Whether tasks may start that the reader does not wait for yet. */
  private boolean open = true;

  boolean closed;
  int waiting;
  int waitingNeeded;
  int backingOff;
  int done;

  private final Deque<PendingTask> needed = new ArrayDeque<>();
  private final Deque<PendingTask> again = new ArrayDeque<>();
  private final Deque<PendingTask> order;
  private final Map<String, Deque<PendingTask>> byPreference = new HashMap<>();
  private final Deque<Attempt> resuming = new ArrayDeque<>();

  /** A task's size and the worker that knows its rows. */
  record Wish(long weight, @Nullable String preferred) {}

  TaskGroup(QueryShare share, AttemptRunner runner, List<Wish> wishes, long now) {
    this.share = share;
    this.runner = runner;
    this.submittedAt = now;
    this.tasks = new ArrayList<>(wishes.size());
    long heaviest = 1;
    for (Wish wish : wishes) {
      PendingTask task = new PendingTask(this, tasks.size(), wish.weight(), wish.preferred());
      tasks.add(task);
      heaviest = Math.max(heaviest, task.weight);
    }
    waiting = tasks.size();
    List<PendingTask> sorted = new ArrayList<>(tasks);
    long largest = heaviest;
    sorted.sort(Comparator.comparingInt(task -> sizeClass(task.weight, largest)));
    order = new ArrayDeque<>(sorted);
    for (PendingTask task : sorted) {
      if (task.preferred != null) {
        byPreference.computeIfAbsent(task.preferred, name -> new ArrayDeque<>()).add(task);
      }
    }
  }

  private static int sizeClass(long weight, long heaviest) {
    return (int) (2 * Math.log((double) heaviest / weight) / Math.log(2));
  }

  boolean isReady() {
    return !closed && (nextResuming() != null || (open ? waiting : waitingNeeded) > 0);
  }

  void setOpen(boolean now) {
    open = now;
  }

  void addResuming(Attempt attempt) {
    resuming.add(attempt);
  }

  @Nullable Attempt nextResuming() {
    while (!resuming.isEmpty() && resuming.peek().state != Attempt.State.RESUMING) {
      resuming.poll();
    }
    return resuming.peek();
  }

  void need(PendingTask task) {
    if (task.needed) {
      return;
    }
    task.needed = true;
    if (task.state == PendingTask.State.WAITING) {
      waitingNeeded++;
      needed.add(task);
    }
  }

  /** The task that the reader waits for. */
  @Nullable PendingTask nextNeeded() {
    return firstWaiting(needed);
  }

  /** The task whose turn it is. */
  @Nullable PendingTask next() {
    if (!open) {
      return null;
    }
    PendingTask lostBefore = firstWaiting(again);
    return lostBefore != null ? lostBefore : firstWaiting(order);
  }

  /** The task whose turn it is among those that a worker did not lose last. */
  @Nullable PendingTask nextNotLostBy(WorkerSlots worker) {
    return Stream.concat(again.stream(), order.stream())
        .filter(task -> task.state == PendingTask.State.WAITING && task.avoid != worker)
        .findFirst()
        .orElse(null);
  }

  /** The task whose turn it is among those that a worker has read before. */
  @Nullable PendingTask nextFor(WorkerSlots worker) {
    Deque<PendingTask> known = byPreference.get(worker.name);
    return known == null ? null : firstWaiting(known);
  }

  private static @Nullable PendingTask firstWaiting(Deque<PendingTask> queue) {
    while (!queue.isEmpty() && queue.peek().state != PendingTask.State.WAITING) {
      queue.poll();
    }
    return queue.peek();
  }

  void started(PendingTask task) {
    leaveQueue(task);
    task.state = PendingTask.State.STARTED;
  }

  private void leaveQueue(PendingTask task) {
    if (task.state == PendingTask.State.WAITING) {
      waiting--;
      waitingNeeded -= task.needed ? 1 : 0;
    } else if (task.state == PendingTask.State.BACKING_OFF) {
      backingOff--;
    }
  }

  void done(PendingTask task) {
    leaveQueue(task);
    task.state = PendingTask.State.DONE;
    done++;
  }

  void backOff(PendingTask task) {
    task.state = PendingTask.State.BACKING_OFF;
    backingOff++;
  }

  void waitAgain(PendingTask task) {
    leaveQueue(task);
    task.state = PendingTask.State.WAITING;
    waiting++;
    again.add(task);
    if (task.needed) {
      waitingNeeded++;
      needed.add(task);
    }
  }

  boolean hasUnstarted() {
    return !closed && waiting + backingOff > 0;
  }

  /** Whether a task that still runs may be called slow. */
  boolean isEnding() {
    return !closed && waiting + backingOff == 0 && !running.isEmpty() && 2 * done >= tasks.size();
  }

  /** Whether a second attempt could help: those of a stage run all remote or all embedded. */
  boolean isRemote() {
    return !running.isEmpty() && running.iterator().next().worker.remote;
  }
}
