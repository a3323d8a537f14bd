package dev.skein.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerCores;
import dev.skein.runtime.worker.WorkerDirectory;
import dev.skein.runtime.worker.WorkerStatus;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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

  @AfterEach
  void close() {
    scheduler.close();
    allocator.close();
  }

  /** A worker that answers. */
  private final class Answering extends FakeWorker implements RemoteWorker {
    Answering(URI endpoint) {
      super(endpoint.toString(), 1, true, allocator, task -> (n, stream) -> null);
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

  /** Changes on a thread of its own while it is asked for the first time. */
  private static final class ChangingDirectory implements WorkerDirectory {
    private @Nullable Runnable listener;
    private boolean asked;
    private @Nullable CompletableFuture<Void> change;
    private volatile Set<URI> endpoints = Set.of();

    @Override
    public Set<URI> endpoints() {
      Set<URI> before = endpoints;
      if (!asked) {
        asked = true;
        endpoints = Set.of(ENDPOINT);
        change = CompletableFuture.runAsync(listener);
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

    @Override
    public void onChange(Runnable newListener) {
      listener = newListener;
    }

    @Override
    public void close() {}
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
}
