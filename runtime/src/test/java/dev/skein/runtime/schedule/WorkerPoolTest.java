package dev.skein.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.TestTraces;
import dev.skein.runtime.schedule.FakeWorker.FakeStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerConnector;
import dev.skein.runtime.worker.WorkerCores;
import dev.skein.runtime.worker.WorkerDirectory;
import dev.skein.runtime.worker.WorkerStatus;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  private static final URI ENDPOINT = URI.create("grpc://127.0.0.1:1");

  private final BufferAllocator allocator = new RootAllocator();
  private final TaskScheduler scheduler =
      new TaskScheduler(SchedulePolicy.DEFAULTS, true, allocator);

  private final BlockingQueue<Answering> joined = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    scheduler.close();
    allocator.close();
  }

  /** A worker that answers; its tasks run until they are stopped or {@link #mayEnd}. */
  private final class Answering extends FakeWorker implements RemoteWorker {
    final CountDownLatch mayEnd;
    final CountDownLatch closed = new CountDownLatch(1);

    Answering(URI endpoint) {
      this(endpoint, new CountDownLatch(1));
    }

    private Answering(URI endpoint, CountDownLatch mayEnd) {
      super(
          endpoint.toString(), 1, true, allocator, task -> (n, stream) -> endWith(mayEnd, stream));
      this.mayEnd = mayEnd;
      joined.add(this);
    }

    @Override
    public void close() {
      closed.countDown();
    }

    @Override
    public boolean isRemote() {
      return true;
    }

    @Override
    public WorkerCores cores() {
      return new WorkerCores("here", 1, 1);
    }

    @Override
    public WorkerStatus status() {
      return new WorkerStatus(WorkerStatus.State.READY, 1, 0, 0, 0, 0);
    }

    @Override
    public CompletionStage<SkeinException> lost() {
      return new CompletableFuture<>();
    }
  }

  /** Names what a test says. */
  private static class NamedWorkers implements WorkerDirectory {
    private @Nullable Runnable listener;
    volatile Set<URI> endpoints;

    NamedWorkers(Set<URI> first) {
      endpoints = first;
    }

    void set(Set<URI> named) {
      endpoints = named;
      listener.run();
    }

    @Override
    public Set<URI> endpoints() {
      return endpoints;
    }

    @Override
    public void onChange(Runnable newListener) {
      listener = newListener;
    }

    @Override
    public void close() {}
  }

  /** Changes on a thread of its own while it is asked for the first time. */
  private static final class ChangingDirectory extends NamedWorkers {
    private boolean asked;
    private @Nullable CompletableFuture<Void> change;

    ChangingDirectory() {
      super(Set.of());
    }

    @Override
    public Set<URI> endpoints() {
      Set<URI> before = super.endpoints();
      if (!asked) {
        asked = true;
        change = CompletableFuture.runAsync(() -> set(Set.of(ENDPOINT)));
        try {
          change.get(200, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // It waits until this has been heard.
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
      return before;
    }
  }

  private static @Nullable ArrowRecordBatch endWith(CountDownLatch mayEnd, FakeStream stream) {
    try {
      while (!mayEnd.await(1, TimeUnit.MILLISECONDS)) {
        if (stream.closed.getCount() == 0) {
          throw new SkeinException(Kind.CANCELLED, "closed while it was read");
        }
      }
      return null;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private QueryScope query() {
    return scheduler.open(TestTraces.begin("q"));
  }

  @Test
  void aWorkerThatIsNamedAgainFinishesWhatItHad() throws Exception {
    NamedWorkers directory = new NamedWorkers(Set.of(ENDPOINT));
    try (WorkerPool pool =
            new WorkerPool(scheduler, Answering::new, directory, RetryPolicy.DEFAULTS);
        QueryScope query = query()) {
      pool.open();
      BatchStream rows = query.run(TaskSchedulerTest.tasks(query, 1)).get(0);
      Answering first = joined.take();
      first.awaitStarted(1);
      directory.set(Set.of());
      directory.set(Set.of(ENDPOINT));
      joined.take();
      // The pool looks every second whether it has become idle.
      assertFalse(first.closed.await(1500, TimeUnit.MILLISECONDS), "closed with a task in it");
      first.mayEnd.countDown();
      assertNull(rows.next());
      assertTrue(first.closed.await(5, TimeUnit.SECONDS), "left open");
    }
  }

  @Test
  void aWorkerThatIsLeavingIsClosedWithThePool() throws Exception {
    NamedWorkers directory = new NamedWorkers(Set.of(ENDPOINT));
    WorkerPool pool = new WorkerPool(scheduler, Answering::new, directory, RetryPolicy.DEFAULTS);
    pool.open();
    QueryScope query = query();
    query.run(TaskSchedulerTest.tasks(query, 1));
    Answering leaving = joined.take();
    leaving.awaitStarted(1);
    directory.set(Set.of());
    scheduler.close();
    pool.close();
    assertEquals(0, leaving.closed.getCount(), "left open");
  }

  @Test
  void aWorkerThatAppearsWhileTheDirectoryIsReadIsNotForgotten() throws Exception {
    ChangingDirectory directory = new ChangingDirectory();
    try (WorkerPool pool =
        new WorkerPool(scheduler, Answering::new, directory, RetryPolicy.DEFAULTS)) {
      pool.open();
      directory.change.get(5, TimeUnit.SECONDS);
      assertEquals(
          List.of(ENDPOINT.toString()), pool.figures().stream().map(WorkerFigures::name).toList());
    }
  }

  @Test
  void connectingIsTriedAgainAfterAnErrorOfThisProcess() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    WorkerConnector connector =
        endpoint -> {
          if (tries.getAndIncrement() == 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Answering(endpoint);
        };
    NamedWorkers directory = new NamedWorkers(Set.of(ENDPOINT));
    try (WorkerPool pool = new WorkerPool(scheduler, connector, directory, RetryPolicy.DEFAULTS)) {
      pool.open();
      assertTrue(pool.figures().get(0).problem().orElse("").contains("native thread"));
      assertNotNull(joined.poll(10, TimeUnit.SECONDS), "not tried again");
    }
  }

  @Test
  void aDirectoryIsAskedAgainAfterItFailedOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    NamedWorkers directory =
        new NamedWorkers(Set.of()) {
          @Override
          public Optional<String> problem() {
            if (asked.getAndIncrement() == 0) {
              endpoints = Set.of(ENDPOINT); // and nobody is told
              throw new AssertionError("the first time");
            }
            return Optional.empty();
          }
        };
    try (WorkerPool pool =
        new WorkerPool(scheduler, Answering::new, directory, RetryPolicy.DEFAULTS)) {
      pool.open();
      assertNotNull(joined.poll(10, TimeUnit.SECONDS), "not asked again");
    }
  }
}
