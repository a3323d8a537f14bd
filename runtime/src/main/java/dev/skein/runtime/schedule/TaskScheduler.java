package dev.skein.runtime.schedule;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.skein.runtime.exchange.HoldSpace;
import dev.skein.runtime.history.QueryTrace;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of all queries of a runtime on its workers. It gives the {@link Dispatcher} its
 * lock, its clock and its threads.
 *
 * <p>A slot is the permission to be inside a worker. No thread that has one ever waits for a reader
 * or for another task: an embedded attempt whose rows nobody takes leaves its stream where it is
 * and gives slot and thread back. So whatever a user reads, in whatever order, goes on.
 */
public final class TaskScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskScheduler.class);

  private static final long KEEP_THREAD_SECONDS = 10;
  private static final long POSTPONE_MILLIS = 100;

  /** Guards the dispatcher and everything that it decides on; held for microseconds. */
  final ReentrantLock lock = new ReentrantLock();

  final Dispatcher dispatcher;
  private final SchedulePolicy policy;
  private final boolean remote;
  private final HoldSpace space;

  /** Those that get tasks, by name. */
  private final Map<String, Worker> workers = new LinkedHashMap<>();

  /**
   * All that were not removed: besides {@link #workers} those that finish what they have while
   * another connection to the same worker, and so of the same name, already gets tasks.
   */
  private final IdentityHashMap<Worker, WorkerSlots> slots = new IdentityHashMap<>();

  private final List<QueryScope> scopes = new ArrayList<>();
  private final RowGroupReaders readers = new RowGroupReaders();
  private final ThreadPoolExecutor threads;

  /** What found no thread. */
  private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>();

  private final ScheduledThreadPoolExecutor timer;
  private final long origin = System.nanoTime();
  private @Nullable ScheduledFuture<?> wake;
  private long wakeAt = Long.MAX_VALUE;
  private boolean closed;

  /**
   * @param remote whether the workers are other processes, even when there are none yet
   * @param allocator of rows that were spilled and are read again
   */
  public TaskScheduler(SchedulePolicy policy, boolean remote, BufferAllocator allocator) {
    this(policy, remote, allocator, daemons("skein-task-"));
  }

  TaskScheduler(
      SchedulePolicy policy, boolean remote, BufferAllocator allocator, ThreadFactory factory) {
    this.policy = policy;
    this.remote = remote;
    this.dispatcher = new Dispatcher(policy.retries(), policy.stragglers());
    BufferPolicy buffers = policy.buffers();
    this.space =
        new HoldSpace(
            allocator, buffers.heldBytes(), buffers.spilledBytes(), buffers.spillDirectory());
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            KEEP_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            factory,
            (late, pool) -> daemons("skein-late-").newThread(late).start()) {
          @Override
          protected void afterExecute(Runnable done, @Nullable Throwable failure) {
            executePostponed();
          }
        };
    this.timer = new ScheduledThreadPoolExecutor(1, daemons("skein-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(KEEP_THREAD_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return runnable -> {
      Thread thread = new Thread(runnable, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  // ---- Workers

  /** A worker joins; it gets tasks at once. Whoever opened it closes it, after {@link #remove}. */
  public void add(Worker worker) {
    lock.lock();
    try {
      workers.put(worker.name(), worker);
      slots.put(worker, dispatcher.join(worker.name(), worker.slots(), worker.isRemote()));
      decide();
    } finally {
      lock.unlock();
    }
  }

  /** A worker gets no more tasks; those that it has go on. */
  public void drain(Worker worker) {
    lock.lock();
    try {
      if (workers.get(worker.name()) == worker) {
        dispatcher.drain(worker.name());
        decide();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A worker is gone; its streams fail by themselves. */
  public void remove(Worker worker) {
    lock.lock();
    try {
      slots.remove(worker);
      if (workers.remove(worker.name(), worker)) {
        dispatcher.leave(worker.name());
        decide();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a worker has none of our tasks. */
  boolean isIdle(Worker worker) {
    lock.lock();
    try {
      WorkerSlots known = slots.get(worker);
      return known == null || known.used == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Why a worker cannot be had, for the message to queries that find none. */
  void missing(SkeinException reason) {
    lock.lock();
    try {
      dispatcher.missing(reason);
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks can run at a time, over all workers. */
  public int slots() {
    return Cluster.slots(present());
  }

  /** The workers of a remote scheduler as they are now. */
  public Cluster cluster() {
    return Cluster.remote(present());
  }

  /** A copy, so that nobody adds up figures of many workers under the lock. */
  private List<Worker> present() {
    lock.lock();
    try {
      return List.copyOf(workers.values());
    } finally {
      lock.unlock();
    }
  }

  /** What the scheduler knows of its workers. */
  public List<WorkerFigures> workers() {
    lock.lock();
    try {
      return dispatcher.workers().stream().map(WorkerFigures::of).toList();
    } finally {
      lock.unlock();
    }
  }

  // ---- Queries

  /** Begins to run the tasks of a query. */
  public QueryScope open(QueryTrace trace) {
    lock.lock();
    try {
      if (closed) {
        throw new SkeinException(Kind.CANCELLED, "The runtime is closed");
      }
      QueryScope scope = new QueryScope(this, trace);
      scopes.add(scope);
      return scope;
    } finally {
      lock.unlock();
    }
  }

  void forget(QueryScope scope) {
    scopes.remove(scope);
  }

  SchedulePolicy policy() {
    return policy;
  }

  /** Where rows wait for their readers. */
  public HoldSpace space() {
    return space;
  }

  RowGroupReaders readers() {
    return readers;
  }

  Worker worker(WorkerSlots slots) {
    Worker worker = workers.get(slots.name);
    if (worker == null) {
      throw new IllegalStateException("A task was given to " + slots.name + ", which is gone");
    }
    return worker;
  }

  /** Any of the workers, for what they share. */
  Worker anyWorker() {
    lock.lock();
    try {
      return workers.values().iterator().next();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs something that may wait on a thread of the scheduler. Where the system has no thread for
   * it now, that happens when it has: an attempt that never ran would keep its slot for ever.
   */
  void execute(Runnable runnable) {
    try {
      threads.execute(runnable);
    } catch (OutOfMemoryError e) { // "unable to create native thread"
      postponed.add(runnable);
      LOG.warn("event=task_postponed reason=\"{}\"", e.getMessage());
      try {
        ScheduledFuture<?> unused =
            timer.schedule(this::executePostponed, POSTPONE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException | OutOfMemoryError noTimer) {
        LOG.debug("The next task that ends looks for it", noTimer);
      }
    }
  }

  /** Called when there may be a thread again. */
  private void executePostponed() {
    Runnable next = postponed.poll();
    if (next != null) {
      execute(next);
    }
  }

  boolean isRemote() {
    return remote;
  }

  /**
   * Runs something short after a while, unless this is closed by then.
   *
   * @return forgets about it
   */
  @CanIgnoreReturnValue
  public Runnable after(Duration delay, Runnable runnable) {
    lock.lock();
    try {
      if (closed) { // the timer is shut down only later, and would refuse
        return () -> {};
      }
      ScheduledFuture<?> alarm = timer.schedule(runnable, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> alarm.cancel(false);
    } finally {
      lock.unlock();
    }
  }

  long now() {
    return System.nanoTime() - origin;
  }

  /** Lets the dispatcher act on what has happened. The caller has the lock. */
  void decide() {
    dispatcher.decide(now());
    long next = dispatcher.wakeAt();
    if (next < wakeAt && !closed) {
      if (wake != null) {
        wake.cancel(false);
      }
      wakeAt = next;
      wake = timer.schedule(this::wakeUp, Math.max(0, next - now()), TimeUnit.NANOSECONDS);
    }
  }

  private void wakeUp() {
    lock.lock();
    try {
      wakeAt = Long.MAX_VALUE;
      wake = null;
      decide();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all queries and threads. The workers are the caller's. */
  @Override
  public void close() {
    List<QueryScope> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(scopes);
    } finally {
      lock.unlock();
    }
    RuntimeException failed = null;
    for (QueryScope scope : open) {
      failed = QueryScope.run(scope::close, failed);
    }
    timer.shutdownNow();
    threads.shutdown();
    space.close();
    if (failed != null) {
      throw failed;
    }
  }
}
