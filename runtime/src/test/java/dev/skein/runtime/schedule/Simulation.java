package dev.skein.runtime.schedule;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The real {@link Dispatcher} over virtual workers in virtual time. Each task has a true duration
 * that its weight only hints at; workers differ in speed, stall, lose attempts, die and come back.
 */
final class Simulation {
  static final long SECOND = 1_000_000_000L;

  final Dispatcher dispatcher = new Dispatcher(RetryPolicy.DEFAULTS, StragglerPolicy.DEFAULTS);
  private final Random random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final Map<String, VirtualWorker> workers = new HashMap<>();
  private long orders;
  private long now;

  double straggleProbability;
  double straggleFactor = 1;
  double lossProbability;
  int secondAttempts;
  int losses;

  private record Event(long at, long order, Runnable action) {}

  private static final class VirtualWorker {
    final double speed;
    final int slots;
    final Set<Running> running = new HashSet<>();

    /** Its ups and downs: the time of each change, up first. */
    final List<Long> changes = new ArrayList<>(List.of(0L));

    VirtualWorker(double speed, int slots) {
      this.speed = speed;
      this.slots = slots;
    }

    double capacityUntil(long time) {
      double up = 0;
      for (int i = 0; i < changes.size(); i += 2) {
        long from = Math.min(time, changes.get(i));
        long to = i + 1 < changes.size() ? Math.min(time, changes.get(i + 1)) : time;
        up += to - from;
      }
      return up * speed * slots;
    }
  }

  private static final class Running {
    final Attempt attempt;
    boolean over;

    Running(Attempt attempt) {
      this.attempt = attempt;
    }
  }

  Simulation(long seed) {
    random = new Random(seed);
  }

  void worker(String name, int slots, double speed) {
    workers.put(name, new VirtualWorker(speed, slots));
    dispatcher.join(name, slots, true);
  }

  /** A worker dies and, if asked to, comes back. */
  void death(String name, long at, long backAt) {
    VirtualWorker worker = workers.get(name);
    worker.changes.add(at);
    schedule(
        at,
        () -> {
          dispatcher.leave(name);
          for (Running running : List.copyOf(worker.running)) {
            lose(worker, running);
          }
        });
    if (backAt > 0) {
      worker.changes.add(backAt);
      schedule(backAt, () -> dispatcher.join(name, worker.slots, true));
    }
  }

  private void schedule(long at, Runnable action) {
    events.add(new Event(at, ++orders, action));
  }

  /** The tasks of one query, and what became of them. */
  final class Query implements AttemptRunner {
    final long[] durations;
    final QueryShare share = dispatcher.open();
    final TaskGroup group;
    final Map<Attempt, Running> running = new HashMap<>();
    @Nullable SkeinException failure;
    long endedAt = -1;

    /**
     * @param weights what the scheduler is told, in the same order as the durations
     */
    Query(long[] durations, long[] weights) {
      this.durations = durations;
      List<TaskGroup.Wish> wishes = new ArrayList<>();
      for (long weight : weights) {
        wishes.add(new TaskGroup.Wish(weight, null));
      }
      group = new TaskGroup(share, this, wishes, now);
      dispatcher.submit(group);
    }

    long work() {
      long sum = 0;
      for (long duration : durations) {
        sum += duration;
      }
      return sum;
    }

    @Override
    public void start(Attempt attempt) {
      secondAttempts += attempt.task.live.size() - 1;
      VirtualWorker worker = workers.get(attempt.worker.name);
      Running it = new Running(attempt);
      running.put(attempt, it);
      worker.running.add(it);
      double time = durations[attempt.task.index] / worker.speed;
      if (random.nextDouble() < straggleProbability) {
        time *= straggleFactor;
      }
      if (random.nextDouble() < lossProbability) {
        schedule(now + (long) (time * random.nextDouble()), () -> lose(worker, it));
      } else {
        schedule(now + (long) time, () -> finish(worker, it));
      }
    }

    private void finish(VirtualWorker worker, Running it) {
      if (over(worker, it)) {
        return;
      }
      dispatcher.finished(it.attempt, now);
      if (group.done == durations.length) {
        endedAt = now;
        dispatcher.close(share);
      }
    }

    @Override
    public void resume(Attempt attempt) {
      throw new IllegalStateException("Remote attempts are not paused");
    }

    @Override
    public void stop(Attempt attempt) {
      Running it = running.get(attempt);
      if (!over(workers.get(attempt.worker.name), it)) {
        dispatcher.ended(attempt);
      }
    }

    @Override
    public void fail(SkeinException reason) {
      failure = reason;
      endedAt = now;
      dispatcher.close(share);
    }
  }

  private void lose(VirtualWorker worker, Running it) {
    if (!over(worker, it)) {
      losses++;
      dispatcher.lost(it.attempt, new SkeinException(Kind.WORKER_LOST, "it is gone"), now);
    }
  }

  private static boolean over(VirtualWorker worker, Running it) {
    if (it.over) {
      return true;
    }
    it.over = true;
    worker.running.remove(it);
    return false;
  }

  /** Runs until nothing happens any more; the time of the last event. */
  long run() {
    dispatcher.decide(now);
    while (true) {
      long wake = dispatcher.wakeAt();
      Event next = events.peek();
      if (next == null && wake == Long.MAX_VALUE) {
        return now;
      }
      if (next == null || wake < next.at()) {
        now = Math.max(now, wake);
      } else {
        now = next.at();
        events.poll().action().run();
      }
      dispatcher.decide(now);
    }
  }

  /**
   * The time before which nobody could have ended: all workers busy all the while that they live,
   * at their speed, with nothing stalled, lost or done twice.
   */
  long bound(long work) {
    long low = 0;
    long high = work;
    while (low < high) {
      long middle = low + (high - low) / 2;
      double capacity = 0;
      for (VirtualWorker worker : workers.values()) {
        capacity += worker.capacityUntil(middle);
      }
      if (capacity < work) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
