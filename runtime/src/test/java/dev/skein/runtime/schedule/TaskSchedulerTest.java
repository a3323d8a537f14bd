package dev.skein.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.HeldBatches;
import dev.skein.runtime.exchange.OrderedGather;
import dev.skein.runtime.history.QueryHistory;
import dev.skein.runtime.history.TestTraces;
import dev.skein.runtime.schedule.FakeWorker.FakeStream;
import dev.skein.runtime.schedule.FakeWorker.Script;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.SqlTemplate;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.DuckDbSettings;
import dev.skein.runtime.worker.DuckDbWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskSchedulerTest {
  private static final RetryPolicy QUICK =
      new RetryPolicy(
          3,
          Duration.ofMillis(1),
          3,
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(300));
  private static final StragglerPolicy SOON =
      new StragglerPolicy(Duration.ofMillis(20), 2, Duration.ofMillis(5));
  private static final StragglerPolicy NEVER =
      new StragglerPolicy(Duration.ofHours(1), 2, Duration.ofHours(1));

  @TempDir Path dir;
  private final BufferAllocator allocator = new RootAllocator();
  private final QueryHistory history = new QueryHistory(100, 1000);
  private final List<FakeWorker> workers = new ArrayList<>();
  private final DuckDbDatabase memory = DuckDbDatabase.openInMemory("", DuckDbSettings.DEFAULTS);
  private final DuckDbWorker coordinator = new DuckDbWorker("coordinator", 1, memory, allocator);
  private TaskScheduler scheduler;
  private int queries;

  private void open(boolean remote, StragglerPolicy stragglers, long readAhead, long held) {
    scheduler =
        new TaskScheduler(
            new SchedulePolicy(
                AdmissionPolicy.DEFAULTS,
                QUICK,
                stragglers,
                new BufferPolicy(readAhead, held, 1 << 20, Optional.of(dir))),
            remote,
            allocator);
  }

  private void openRemote() {
    open(true, NEVER, 1 << 20, 1 << 20);
  }

  private void openEmbedded() {
    open(false, NEVER, 1000, 1 << 20);
  }

  private FakeWorker join(String name, int slots, boolean remote, Function<Task, Script> scripts) {
    FakeWorker worker = new FakeWorker(name, slots, remote, allocator, scripts);
    workers.add(worker);
    scheduler.add(worker);
    return worker;
  }

  /** Closing the allocator fails if a buffer was left behind; every stream is closed. */
  @AfterEach
  void nothingLeaks() throws Exception {
    scheduler.close();
    for (FakeWorker worker : workers) {
      for (FakeStream stream : worker.streams) {
        assertTrue(stream.closed.await(5, TimeUnit.SECONDS), "a stream was left open");
      }
    }
    coordinator.close();
    memory.close();
    allocator.close();
  }

  private QueryScope query() {
    return scheduler.open(TestTraces.begin(history, "q" + ++queries, 1));
  }

  static List<DrivenTask> tasks(QueryScope query, int count) {
    List<DrivenTask> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(
          new DrivenTask(
              new Task(
                  new TaskId(query.trace.id(), 0, i),
                  count,
                  1,
                  "sql",
                  List.of(),
                  new DatabaseRef("db", "v"),
                  List.of(),
                  new Split.RowGroups(10L * i, 10L * i + 10, i, 1, 10),
                  OptionalLong.empty()),
              "t"));
    }
    return tasks;
  }

  /** Task i returns the batches [10 i, 10 i + 1], [10 i + 2, 10 i + 3], ... */
  private Script rows(Task task, int batches) {
    long first = task.id().task() * 10L;
    return (n, stream) ->
        n == batches ? null : TestBatches.of(allocator, first + 2L * n, first + 2L * n + 1);
  }

  private static List<Long> expected(int tasks, int batches) {
    return LongStream.range(0, tasks)
        .flatMap(task -> LongStream.range(task * 10, task * 10 + 2L * batches))
        .boxed()
        .toList();
  }

  private List<Long> readAll(QueryScope query, int tasks) {
    try (query) {
      return TestBatches.drain(allocator, new OrderedGather(query.run(tasks(query, tasks))));
    }
  }

  // ---- Remote: never partial, never wrong

  @Test
  void aLostAttemptIsTriedElsewhereAndNoneOfItsRowsIsSeen() {
    openRemote();
    AtomicInteger failures = new AtomicInteger();
    join(
        "bad",
        1,
        true,
        task ->
            (n, stream) -> {
              if (n == 1) {
                failures.incrementAndGet();
                throw FakeWorker.lost("bad broke");
              }
              return TestBatches.of(allocator, -1, -2);
            });
    join("good", 1, true, task -> rows(task, 3));
    assertEquals(expected(5, 3), readAll(query(), 5));
    assertTrue(failures.get() > 0);
  }

  @Test
  void anErrorOfTheQueryIsNotTriedAgain() {
    openRemote();
    FakeWorker worker =
        join(
            "w",
            1,
            true,
            task ->
                (n, stream) -> {
                  throw new SkeinException(Kind.USER, "cannot cast 'x'");
                });
    SkeinException e = assertThrows(SkeinException.class, () -> readAll(query(), 2));
    assertEquals("cannot cast 'x'", e.getMessage());
    assertEquals(1, worker.tasks.size());
  }

  @Test
  void whatIsLostEveryTimeFailsTheQueryWithTheLastLoss() {
    openRemote();
    FakeWorker worker =
        join(
            "w",
            1,
            true,
            task ->
                (n, stream) -> {
                  throw FakeWorker.lost("w broke");
                });
    SkeinException e = assertThrows(SkeinException.class, () -> readAll(query(), 1));
    assertTrue(e.getMessage().contains("after 3 attempts"), e.getMessage());
    assertTrue(e.getMessage().contains("w broke"), e.getMessage());
    assertEquals(List.of(1, 2, 3), worker.tasks.stream().map(Task::attempt).toList());
  }

  @Test
  void aTaskThatIsSlowOnOneWorkerIsRunOnAnotherAndTheSlowAttemptIsStopped() throws Exception {
    open(true, SOON, 1 << 20, 1 << 20);
    FakeWorker slow =
        join(
            "slow",
            1,
            true,
            task -> (n, stream) -> n == 0 ? TestBatches.of(allocator, -1) : stream.stall());
    join("fast", 1, true, task -> rows(task, 1));
    assertEquals(expected(4, 1), readAll(query(), 4));
    assertEquals(1, slow.streams.size());
    assertTrue(slow.streams.get(0).closed.await(5, TimeUnit.SECONDS));
  }

  /** A worker that hangs may take long to let go of an attempt that was overtaken. */
  @Test
  void aTaskThatIsDoneIsNotTriedAgainWhileAnOvertakenAttemptLingers() throws Exception {
    open(true, SOON, 1 << 20, 1 << 20);
    CountDownLatch letGo = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(2);
    FakeWorker slow =
        join(
            "slow",
            1,
            true,
            task ->
                (n, stream) -> {
                  await(letGo);
                  return stream.stall();
                });
    FakeWorker fast =
        join(
            "fast",
            2,
            true,
            task -> {
              Script rows = rows(task, 1);
              // The last task keeps the stage running while the scheduler looks for slow ones.
              return task.id().task() < 3
                  ? rows
                  : (n, stream) -> {
                    await(looked);
                    return rows.batch(n, stream);
                  };
            });
    try (QueryScope query = query()) {
      List<BatchStream> lanes = query.run(tasks(query, 4));
      slow.awaitStarted(1);
      int overtaken = slow.tasks.get(0).id().task();
      TestBatches.drain(allocator, lanes.get(overtaken));
      // It looks every 5 ms for what has taken more than 20 ms.
      scheduler.after(Duration.ofMillis(100), looked::countDown);
      scheduler.after(Duration.ofMillis(200), looked::countDown);
      TestBatches.drain(allocator, lanes.get(3));
      long tries = fast.tasks.stream().filter(task -> task.id().task() == overtaken).count();
      assertEquals(1, tries);
    } finally {
      letGo.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void rowsThatDoNotFitIntoMemoryWaitOnDiskWhereNobodyElseCanRead() throws Exception {
    open(true, NEVER, 1 << 20, 50);
    CountDownLatch finished = new CountDownLatch(3);
    join(
        "w",
        1,
        true,
        task -> {
          Script rows = rows(task, 5);
          return (n, stream) -> {
            if (n == 5) {
              finished.countDown();
            }
            return rows.batch(n, stream);
          };
        });
    try (QueryScope query = query()) {
      BatchStream rows = new OrderedGather(query.run(tasks(query, 3)));
      assertTrue(finished.await(5, TimeUnit.SECONDS));
      List<Path> made;
      try (var files = Files.list(dir)) {
        made = files.toList();
      }
      assertEquals(1, made.size());
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made.get(0))));
      try (var files = Files.list(made.get(0))) {
        assertEquals(0, files.count(), "an open file must have no name");
      }
      assertEquals(expected(3, 5), TestBatches.drain(allocator, rows));
    }
    scheduler.close();
    try (var files = Files.list(dir)) {
      assertEquals(0, files.count());
    }
  }

  /** Letting go of rows may take long: those that were spilled are in a file. */
  @Test
  void otherQueriesGoOnWhileTheRowsOfOneAreFreed() throws Exception {
    openRemote();
    CountDownLatch freeing = new CountDownLatch(1);
    CountDownLatch mayBeFreed = new CountDownLatch(1);
    AllocationListener slow =
        new AllocationListener() {
          @Override
          public void onRelease(long size) {
            if (mayBeFreed.getCount() > 0) {
              freeing.countDown();
              await(mayBeFreed);
            }
          }
        };
    CountDownLatch finished = new CountDownLatch(1);
    try (BufferAllocator memory = allocator.newChildAllocator("slow", slow, 0, Long.MAX_VALUE)) {
      join(
          "w",
          2,
          true,
          task ->
              (n, stream) -> {
                if (task.id().query().value().equals("q2")) {
                  return n == 0 ? TestBatches.of(allocator, 7) : null;
                }
                return switch (n) {
                  case 0 -> unset(memory);
                  case 1 -> {
                    finished.countDown();
                    yield null;
                  }
                  default -> throw new AssertionError("read beyond its end");
                };
              });
      QueryScope slowest = query();
      List<BatchStream> lanes = slowest.run(tasks(slowest, 1));
      lanes.get(0).schema(); // which is known when all its rows are
      CompletableFuture<Void> closing = CompletableFuture.runAsync(slowest::close);
      assertTrue(freeing.await(5, TimeUnit.SECONDS));
      CompletableFuture<List<Long>> other =
          CompletableFuture.supplyAsync(() -> readAll(query(), 1));
      try {
        assertEquals(List.of(7L), other.get(5, TimeUnit.SECONDS));
      } finally {
        mayBeFreed.countDown();
      }
      closing.get(5, TimeUnit.SECONDS);
    }
  }

  /** A batch whose memory is given back once, by whoever closes it. */
  private static ArrowRecordBatch unset(BufferAllocator memory) {
    ArrowBuf values = memory.buffer(8);
    ArrowBuf validity = memory.buffer(8);
    ArrowRecordBatch batch =
        new ArrowRecordBatch(1, List.of(new ArrowFieldNode(1, 0)), List.of(validity, values));
    values.getReferenceManager().release();
    validity.getReferenceManager().release();
    return batch;
  }

  @Test
  void tasksForWhichThereWasNoThreadRunWhenThereIsOne() {
    AtomicInteger asked = new AtomicInteger();
    scheduler =
        new TaskScheduler(
            SchedulePolicy.DEFAULTS,
            true,
            allocator,
            runnable -> {
              if (asked.getAndIncrement() % 3 != 2) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(runnable);
            });
    join("w", 4, true, task -> rows(task, 2));
    assertEquals(expected(8, 2), readAll(query(), 8));
  }

  @Test
  void whoWaitsForASlotLearnsThatHisRowsWereClosedAndLeavesNone() throws Exception {
    openEmbedded();
    Semaphore go = new Semaphore(0);
    FakeWorker worker =
        join(
            "w",
            1,
            false,
            task ->
                (n, stream) -> {
                  go.acquireUninterruptibly();
                  return n == 0 ? TestBatches.of(allocator, 7) : null;
                });
    try (QueryScope busy = query();
        QueryScope waiting = query()) {
      BatchStream first = busy.run(tasks(busy, 1)).get(0);
      CompletableFuture<List<Long>> reads =
          CompletableFuture.supplyAsync(() -> TestBatches.drain(allocator, first));
      worker.awaitStarted(1);
      BatchStream second = waiting.run(tasks(waiting, 1)).get(0);
      Thread[] reader = new Thread[1];
      CompletableFuture<ArrowRecordBatch> none =
          CompletableFuture.supplyAsync(
              () -> {
                reader[0] = Thread.currentThread();
                return second.next();
              });
      while (reader[0] == null || reader[0].getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      second.close();
      ExecutionException e =
          assertThrows(ExecutionException.class, () -> none.get(5, TimeUnit.SECONDS));
      assertEquals(Kind.CANCELLED, ((SkeinException) e.getCause()).kind());
      go.release(2);
      assertEquals(List.of(7L), reads.get(5, TimeUnit.SECONDS));
      assertEquals(0, scheduler.workers().get(0).running());
      assertThrows(SkeinException.class, second::next, "not the end of the rows");
      assertEquals(1, worker.streams.size());
      first.close();
    }
  }

  @Test
  void aReaderCanWaitUntilAllTasksHaveEnded() {
    openRemote();
    AtomicInteger ended = new AtomicInteger();
    join(
        "w",
        1,
        true,
        task -> {
          Script rows = rows(task, 2);
          return (n, stream) -> {
            ended.addAndGet(n == 2 ? 1 : 0);
            return rows.batch(n, stream);
          };
        });
    try (QueryScope query = query()) {
      BatchStream rows = new OrderedGather(query.run(tasks(query, 4)));
      rows.awaitAhead();
      assertEquals(4, ended.get());
      assertEquals(expected(4, 2), TestBatches.drain(allocator, rows));
    }
  }

  @Test
  void aReaderDoesNotWaitForMoreThanMayBeAhead() {
    openEmbedded();
    join("w", 1, false, task -> rows(task, 1000));
    try (QueryScope query = query()) {
      BatchStream rows = new OrderedGather(query.run(tasks(query, 2)));
      rows.awaitAhead();
      assertEquals(4000, TestBatches.drain(allocator, rows).size());
    }
  }

  @Test
  void aReaderThatWaitsGetsTheFailure() {
    openRemote();
    join(
        "w",
        1,
        true,
        task ->
            (n, stream) -> {
              throw new SkeinException(Kind.USER, "cannot cast 'x'");
            });
    try (QueryScope query = query()) {
      BatchStream rows = new OrderedGather(query.run(tasks(query, 2)));
      assertEquals(
          "cannot cast 'x'", assertThrows(SkeinException.class, rows::awaitAhead).getMessage());
    }
  }

  @Test
  void aQueryThatFindsNoWorkerWaitsAWhileAndThenSaysSo() {
    openRemote();
    SkeinException e = assertThrows(SkeinException.class, () -> readAll(query(), 2));
    assertEquals(Kind.WORKER_LOST, e.kind());
    assertTrue(e.getMessage().contains("No worker was left"), e.getMessage());
  }

  @Test
  void aWorkerThatJoinsWhileAQueryWaitsRunsIt() throws Exception {
    openRemote();
    CompletableFuture<List<Long>> read = CompletableFuture.supplyAsync(() -> readAll(query(), 2));
    join("late", 1, true, task -> rows(task, 1));
    assertEquals(expected(2, 1), read.get(5, TimeUnit.SECONDS));
  }

  @Test
  void aWorkerThatKeepsLosingIsSetAsideAndProbedLater() throws Exception {
    openRemote();
    AtomicInteger left = new AtomicInteger(4);
    CountDownLatch recovered = new CountDownLatch(1);
    FakeWorker flaky =
        join(
            "flaky",
            1,
            true,
            task ->
                (n, stream) -> {
                  if (left.getAndDecrement() > 0) {
                    throw FakeWorker.lost("flaky broke");
                  }
                  recovered.countDown();
                  return null;
                });
    join("good", 1, true, task -> rows(task, 1));
    while (recovered.getCount() > 0) {
      readAll(query(), 20);
    }
    WorkerFigures figures =
        scheduler.workers().stream().filter(w -> w.name().equals("flaky")).findFirst().get();
    assertEquals("ACTIVE", figures.state());
    assertEquals(4, figures.lost());
    assertTrue(flaky.tasks.size() >= 5);
  }

  @Test
  void aDrainingWorkerFinishesWhatItHasAndGetsNoMore() throws Exception {
    openRemote();
    Semaphore go = new Semaphore(0);
    FakeWorker leaving =
        join(
            "leaving",
            1,
            true,
            task -> {
              Script rows = rows(task, 1);
              return (n, stream) -> {
                stream.stalled.countDown();
                go.acquireUninterruptibly();
                return rows.batch(n, stream);
              };
            });
    try (QueryScope query = query()) {
      BatchStream rows = new OrderedGather(query.run(tasks(query, 4)));
      leaving.awaitStarted(1);
      assertTrue(leaving.streams.get(0).stalled.await(5, TimeUnit.SECONDS));
      scheduler.drain(leaving);
      join("staying", 1, true, task -> rows(task, 1));
      go.release(2);
      assertEquals(expected(4, 1), TestBatches.drain(allocator, rows));
      assertEquals(1, leaving.tasks.size());
    }
  }

  @RepeatedTest(50) // the failure comes before, while or after the rows of the others are read
  void aTaskThatReturnsOtherColumnsThanItsFellowsFailsTheQuery() {
    openRemote();
    FakeWorker other =
        new FakeWorker("other", 1, true, allocator, task -> rows(task, 1)) {
          @Override
          public BatchStream execute(Task task) {
            return new FakeWorker.OtherColumns(super.execute(task));
          }
        };
    workers.add(other);
    join("w", 1, true, task -> rows(task, 1));
    scheduler.add(other);
    SkeinException e = assertThrows(SkeinException.class, () -> readAll(query(), 4));
    assertTrue(e.getMessage().contains("returned the columns"), e.getMessage());
  }

  @Test
  void tasksGoToTheWorkerThatReadTheSameRowGroupsBefore() {
    openRemote();
    FakeWorker one = join("one", 1, true, task -> rows(task, 1));
    FakeWorker two = join("two", 1, true, task -> rows(task, 1));
    readAll(query(), 2);
    int firstOfOne = one.tasks.isEmpty() ? -1 : one.tasks.get(0).id().task();
    for (int i = 0; i < 20; i++) {
      readAll(query(), 2);
    }
    for (FakeWorker worker : List.of(one, two)) {
      assertEquals(
          1,
          worker.tasks.stream().map(task -> task.id().task()).distinct().count(),
          "" + firstOfOne);
    }
  }

  // ---- Embedded: rows stream, and nobody waits for a reader with a slot

  @Test
  void tasksOfAnUnreadResultLetOthersRun() {
    openEmbedded();
    AtomicInteger batches = new AtomicInteger();
    join(
        "w",
        1,
        false,
        task ->
            (n, stream) -> {
              batches.incrementAndGet();
              return n == 1000 ? null : TestBatches.of(allocator, 1, 2, 3, 4);
            });
    try (QueryScope unread = query();
        QueryScope other = query()) {
      BatchStream first = new OrderedGather(unread.run(tasks(unread, 8)));
      BatchStream second = new OrderedGather(other.run(tasks(other, 8)));
      // Turn by turn, from either result: each has to make way for the other again and again.
      for (int i = 0; i < 1000; i++) {
        TestBatches.values(allocator, first.next());
        TestBatches.values(allocator, second.next());
      }
      assertTrue(batches.get() < 2500, "far ahead of the readers: " + batches);
      assertEquals(7000 * 4, TestBatches.drain(allocator, second).size());
      assertEquals(7000 * 4, TestBatches.drain(allocator, first).size());
    }
  }

  @Test
  void aSingleTaskRunsOnTheThreadOfItsReader() {
    openEmbedded();
    List<Thread> threads = new ArrayList<>();
    join(
        "w",
        1,
        false,
        task ->
            (n, stream) -> {
              threads.add(Thread.currentThread());
              return rows(task, 2).batch(n, stream);
            });
    assertEquals(expected(1, 2), readAll(query(), 1));
    assertEquals(List.of(Thread.currentThread()), threads.stream().distinct().toList());
  }

  @Test
  void openSingleTaskResultsDoNotKeepTheSlot() {
    openEmbedded();
    join("w", 1, false, task -> rows(task, 5));
    List<QueryScope> open = new ArrayList<>();
    List<BatchStream> results = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      QueryScope query = query();
      open.add(query);
      results.add(query.run(tasks(query, 1)).get(0));
    }
    for (int batch = 0; batch < 5; batch++) {
      for (BatchStream result : results) {
        assertEquals(2L * batch, TestBatches.values(allocator, result.next()).get(0));
      }
    }
    assertEquals(expected(3, 5), readAll(query(), 3));
    open.forEach(QueryScope::close);
  }

  @Test
  void aFailedTaskFailsTheQueryThoughOthersStall() throws Exception {
    openEmbedded();
    CountDownLatch stalls = new CountDownLatch(1);
    join(
        "w",
        2,
        false,
        task ->
            (n, stream) -> {
              if (task.id().task() == 0) {
                stalls.countDown();
                return stream.stall();
              }
              try {
                stalls.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new SkeinException(Kind.USER, "division by zero");
            });
    SkeinException e = assertThrows(SkeinException.class, () -> readAll(query(), 4));
    assertEquals("division by zero", e.getMessage());
  }

  @Test
  void closingFromAnotherThreadEndsAReaderAndEveryAttempt() throws Exception {
    for (boolean remote : new boolean[] {true, false}) {
      open(remote, NEVER, 1000, 1 << 20);
      FakeWorker worker = join("w", 2, remote, task -> (n, stream) -> stream.stall());
      QueryScope query = query();
      CountDownLatch ended = new CountDownLatch(1);
      query.atEnd(ended::countDown);
      BatchStream rows = new OrderedGather(query.run(tasks(query, 4)));
      CompletableFuture<Object> read = CompletableFuture.supplyAsync(rows::next);
      worker.awaitStarted(2);
      query.close();
      assertEquals(0, ended.getCount());
      Exception e = assertThrows(Exception.class, () -> read.get(5, TimeUnit.SECONDS));
      assertEquals(Kind.CANCELLED, ((SkeinException) e.getCause()).kind());
      assertEquals(2, worker.tasks.size());
      assertFalse(scheduler.workers().stream().anyMatch(figures -> figures.running() > 0));
      scheduler.close();
    }
  }

  @Test
  void closingASingleTaskThatIsBeingReadStopsIt() throws Exception {
    openEmbedded();
    FakeWorker worker = join("w", 1, false, task -> (n, stream) -> stream.stall());
    QueryScope query = query();
    BatchStream rows = query.run(tasks(query, 1)).get(0);
    CompletableFuture<Object> read = CompletableFuture.supplyAsync(rows::next);
    worker.awaitStarted(1);
    assertTrue(worker.streams.get(0).stalled.await(5, TimeUnit.SECONDS));
    query.close();
    Exception e = assertThrows(Exception.class, () -> read.get(5, TimeUnit.SECONDS));
    assertEquals(Kind.CANCELLED, ((SkeinException) e.getCause()).kind());
  }

  /** As a statement's cancel does, which closes what it reads before it closes the query. */
  @Test
  void closingTheRowsOfATaskWakesWhoWaitsForThem() throws Exception {
    openRemote();
    FakeWorker worker = join("w", 1, true, task -> (n, stream) -> stream.stall());
    try (QueryScope query = query()) {
      BatchStream rows = query.run(tasks(query, 1)).get(0);
      CompletableFuture<Object> read = CompletableFuture.supplyAsync(rows::next);
      worker.awaitStarted(1);
      rows.close();
      Exception e = assertThrows(Exception.class, () -> read.get(5, TimeUnit.SECONDS));
      assertEquals(Kind.CANCELLED, ((SkeinException) e.getCause()).kind());
    }
  }

  /** What ends for its reader just as it may go on is run by one thread, and counted once. */
  @Test
  void anAttemptThatIsStoppedWhileItWaitsToGoOnEndsOnce() throws Exception {
    openEmbedded();
    CountDownLatch letGo = new CountDownLatch(1);
    AtomicInteger batches = new AtomicInteger();
    FakeWorker worker =
        join(
            "w",
            2,
            false,
            task ->
                (n, stream) -> {
                  if (task.id().task() == 1 || task.id().query().value().equals("q2")) {
                    await(letGo);
                    return null;
                  }
                  batches.incrementAndGet();
                  return TestBatches.of(allocator, 1, 2, 3, 4);
                });
    CountDownLatch ended = new CountDownLatch(1);
    QueryScope query = query();
    try (QueryScope other = query()) {
      query.atEnd(ended::countDown);
      List<BatchStream> lanes = query.run(tasks(query, 2));
      while (batches.get() == 0 || running() > 1) {
        Thread.onSpinWait(); // until as much as may be is ahead of the reader
      }
      other.run(tasks(other, 2));
      worker.awaitStarted(3);
      for (int taken = 1; taken < batches.get(); taken++) {
        TestBatches.values(allocator, lanes.get(0).next());
      }
      scheduler.lock.lock();
      try {
        lanes.get(0).close();
        join("late", 2, false, task -> rows(task, 1));
      } finally {
        scheduler.lock.unlock();
      }
      query.close();
      assertEquals(1, ended.getCount(), "the query ended under an attempt");
      letGo.countDown();
      assertTrue(ended.await(5, TimeUnit.SECONDS));
    }
  }

  private int running() {
    return scheduler.workers().stream().mapToInt(WorkerFigures::running).sum();
  }

  // ---- Stages that read other stages

  @Test
  void eachRemoteWorkerGetsTheRowsOfAnotherStageOnceAndForgetsThemAtTheEnd()
      throws InterruptedException {
    openRemote();
    FakeWorker one = join("one", 2, true, task -> rows(task, 1));
    FakeWorker two = join("two", 2, true, task -> rows(task, 1));
    QueryScope query = query();
    try (query) {
      BatchStream rows = withInput(query, 20);
      assertEquals(expected(20, 1), TestBatches.drain(allocator, rows));
    }
    for (FakeWorker worker : List.of(one, two)) {
      if (worker.tasks.stream().anyMatch(task -> !task.inputs().isEmpty())) {
        assertEquals(List.of(expected(3, 1)), worker.loads);
        assertEquals(query.trace.id(), worker.released.poll(5, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void aWorkerThatLostATaskGetsTheRowsAgain() {
    openRemote();
    AtomicInteger losses = new AtomicInteger(1);
    FakeWorker worker =
        join(
            "w",
            1,
            true,
            task -> {
              if (!task.inputs().isEmpty() && losses.getAndDecrement() > 0) {
                throw FakeWorker.lost("it has forgotten");
              }
              return rows(task, 1);
            });
    try (QueryScope query = query()) {
      assertEquals(expected(4, 1), TestBatches.drain(allocator, withInput(query, 4)));
    }
    assertEquals(List.of(expected(3, 1), expected(3, 1)), worker.loads);
  }

  @Test
  void embeddedWorkersShareTheRowsOfAnotherStage() {
    openEmbedded();
    FakeWorker one = join("one", 1, false, task -> rows(task, 1));
    FakeWorker two = join("two", 1, false, task -> rows(task, 1));
    try (QueryScope query = query()) {
      assertEquals(expected(6, 1), TestBatches.drain(allocator, withInput(query, 6)));
    }
    assertEquals(1, one.loads.size() + two.loads.size());
    assertEquals(1, one.released.size() + two.released.size());
  }

  /** Rows that are on their way to a worker are among what a cancel stops. */
  @Test
  void closingAQueryStopsTheRowsThatAreOnTheirWayToAWorker() throws Exception {
    openRemote();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    CompletableFuture<Kind> load = new CompletableFuture<>();
    FakeWorker worker =
        new FakeWorker("w", 1, true, allocator, task -> rows(task, 1)) {
          @Override
          public void load(QueryId query, DatabaseRef database, int stage, BatchStream rows) {
            rows.next().close();
            loading.countDown();
            await(stopped);
            try {
              rows.next().close();
              load.complete(null);
            } catch (SkeinException e) {
              load.complete(e.kind());
              throw e;
            }
          }
        };
    workers.add(worker);
    scheduler.add(worker);
    QueryScope query = query();
    BatchStream rows = withInput(query, 2);
    query.add(
        new RunningStage() {
          @Override
          public void stop() {}

          @Override
          public void close() { // after what was added before
            stopped.countDown();
          }
        });
    CompletableFuture<Object> read = CompletableFuture.supplyAsync(rows::next);
    await(loading);
    query.close();
    assertEquals(Kind.CANCELLED, load.get(5, TimeUnit.SECONDS));
    assertThrows(Exception.class, () -> read.get(5, TimeUnit.SECONDS));
  }

  /** DuckDB cannot create a table twice at a time, and one load is enough. */
  @Test
  void aLossDoesNotBeginASecondLoadBesideOneThatIsOnItsWay() throws Exception {
    openRemote();
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FakeWorker worker =
        new FakeWorker("w", 2, true, allocator, task -> rows(task, 1)) {
          @Override
          public void load(QueryId query, DatabaseRef database, int stage, BatchStream rows) {
            begun.incrementAndGet();
            loading.countDown();
            await(goOn);
          }
        };
    try (HeldBatches held = new HeldBatches(scheduler.space())) {
      LoadedInputs inputs =
          new LoadedInputs(
              new QueryId("q"),
              new DatabaseRef("db", "v"),
              Map.of(0, new LoadedInputs.Output(TestBatches.SCHEMA, held)));
      CompletableFuture<Void> first = CompletableFuture.runAsync(() -> inputs.prepare(worker));
      await(loading);
      inputs.forget(worker);
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> inputs.prepare(worker));
      goOn.countDown();
      first.get(5, TimeUnit.SECONDS);
      second.get(5, TimeUnit.SECONDS);
    }
    assertEquals(1, begun.get());
  }

  // ---- The end of a query

  @Test
  void whatFailsAtTheEndOfAQueryLetsTheRestOfItEnd() {
    openEmbedded();
    QueryScope query = query();
    List<String> ended = new ArrayList<>();
    query.add(
        new RunningStage() {
          @Override
          public void stop() {}

          @Override
          public void close() {
            throw new IllegalStateException("a buffer is left");
          }
        });
    query.atEnd(() -> ended.add("the first"));
    query.atEnd(
        () -> {
          throw new IllegalStateException("a table is left");
        });
    query.atEnd(() -> ended.add("the last"));
    IllegalStateException e = assertThrows(IllegalStateException.class, query::close);
    assertEquals("a buffer is left", e.getMessage());
    assertEquals("a table is left", e.getSuppressed()[0].getMessage());
    assertEquals(List.of("the last", "the first"), ended);
  }

  @Test
  void closingEndsAllQueriesThoughOneFailsToEnd() {
    openEmbedded();
    List<String> ended = new ArrayList<>();
    query()
        .atEnd(
            () -> {
              throw new IllegalStateException("a table is left");
            });
    query().atEnd(() -> ended.add("the other"));
    IllegalStateException e = assertThrows(IllegalStateException.class, scheduler::close);
    assertEquals("a table is left", e.getMessage());
    assertEquals(List.of("the other"), ended);
  }

  @Test
  void aReaderThatWasInterruptedFindsItsQueryEnded() throws Exception {
    openEmbedded();
    FakeWorker worker =
        join(
            "w",
            1,
            false,
            task ->
                task.id().query().value().equals("q1")
                    ? (n, stream) -> stream.stall()
                    : rows(task, 3));
    QueryScope busy = query();
    BatchStream stalled = busy.run(tasks(busy, 1)).get(0);
    CompletableFuture<Object> other = CompletableFuture.supplyAsync(stalled::next);
    worker.awaitStarted(1);
    try (QueryScope query = query()) {
      BatchStream rows = query.run(tasks(query, 1)).get(0);
      Thread.currentThread().interrupt(); // while it waits for the slot
      assertEquals(Kind.CANCELLED, assertThrows(SkeinException.class, rows::next).kind());
      assertTrue(Thread.interrupted());
      busy.close();
      assertThrows(Exception.class, other::get);
      assertEquals(Kind.CANCELLED, assertThrows(SkeinException.class, rows::next).kind());
    }
  }

  /** Stage 1 of so many tasks, which read stage 0 of three tasks. */
  private BatchStream withInput(QueryScope query, int count) {
    List<DrivenTask> readers = new ArrayList<>();
    for (DrivenTask driven : tasks(query, count)) {
      Task task = driven.task();
      readers.add(
          new DrivenTask(
              new Task(
                  new TaskId(query.trace.id(), 1, task.id().task()),
                  count,
                  1,
                  task.sql(),
                  List.of(),
                  task.database(),
                  List.of(0),
                  task.split(),
                  OptionalLong.empty()),
              "t"));
    }
    Stage input = stage(0, List.of());
    Stage reading = stage(1, List.of(0));
    List<StageTasks> stages =
        List.of(new StageTasks(input, tasks(query, 3)), new StageTasks(reading, readers));
    return GraphRun.start(query, stages, coordinator);
  }

  private static Stage stage(int id, List<Integer> inputs) {
    Stage.Branch branch = new Stage.Branch(SqlTemplate.of("sql"), Optional.empty());
    return new Stage(id, List.of(branch), inputs, Stage.Placement.WORKERS);
  }
}
