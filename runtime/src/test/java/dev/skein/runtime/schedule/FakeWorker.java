package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.Worker;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A worker that does what a test says. */
class FakeWorker implements Worker {
  /** What a task does when its n-th batch is asked for: gives it, null at the end, or throws. */
  interface Script {
    @Nullable ArrowRecordBatch batch(int n, FakeStream stream);
  }

  private final String name;
  private final int slots;
  private final boolean remote;
  private final Function<Task, Script> scripts;
  final List<FakeStream> streams = new CopyOnWriteArrayList<>();
  final List<Task> tasks = new CopyOnWriteArrayList<>();
  final List<List<Long>> loads = new CopyOnWriteArrayList<>();
  final BlockingQueue<QueryId> released = new LinkedBlockingQueue<>();
  private final Semaphore started = new Semaphore(0);
  private final BufferAllocator allocator;

  FakeWorker(
      String name,
      int slots,
      boolean remote,
      BufferAllocator allocator,
      Function<Task, Script> scripts) {
    this.name = name;
    this.slots = slots;
    this.remote = remote;
    this.allocator = allocator;
    this.scripts = scripts;
  }

  static SkeinException lost(String message) {
    return new SkeinException(Kind.WORKER_LOST, message);
  }

  /** Returns when so many more tasks were begun. */
  void awaitStarted(int count) throws InterruptedException {
    if (!started.tryAcquire(count, 5, TimeUnit.SECONDS)) {
      throw new AssertionError("Tasks were not begun at " + name);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public boolean isRemote() {
    return remote;
  }

  @Override
  public BatchStream execute(Task task) {
    tasks.add(task);
    FakeStream stream = new FakeStream(scripts.apply(task));
    streams.add(stream);
    started.release();
    return stream;
  }

  @Override
  public void load(QueryId query, DatabaseRef database, int stage, BatchStream rows) {
    try (rows) {
      loads.add(TestBatches.drain(allocator, rows));
    }
  }

  @Override
  public void release(QueryId query) {
    released.add(query);
  }

  @Override
  public void close() {}

  /** Lets a stream pretend to have other columns. */
  record OtherColumns(BatchStream rows) implements BatchStream {
    @Override
    public Schema schema() {
      return new Schema(List.of(Field.nullable("i", new ArrowType.Utf8())));
    }

    @Override
    public @Nullable ArrowRecordBatch next() {
      return rows.next();
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  static final class FakeStream implements BatchStream {
    private final Script script;
    private int next;
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch stalled = new CountDownLatch(1);

    FakeStream(Script script) {
      this.script = script;
    }

    @Override
    public Schema schema() {
      return TestBatches.SCHEMA;
    }

    @Override
    public @Nullable ArrowRecordBatch next() {
      return script.batch(next++, this);
    }

    /** Blocks until the stream is closed, and then fails as the contract says. */
    ArrowRecordBatch stall() {
      stalled.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new SkeinException(Kind.CANCELLED, "closed while it was read");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
