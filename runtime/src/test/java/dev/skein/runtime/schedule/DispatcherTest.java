package dev.skein.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.runtime.task.SkeinException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private final Dispatcher dispatcher =
      new Dispatcher(RetryPolicy.DEFAULTS, StragglerPolicy.DEFAULTS);
  private final List<Attempt> started = new ArrayList<>();

  private final AttemptRunner runner =
      new AttemptRunner() {
        @Override
        public void start(Attempt attempt) {
          started.add(attempt);
        }

        @Override
        public void resume(Attempt attempt) {}

        @Override
        public void stop(Attempt attempt) {}

        @Override
        public void fail(SkeinException reason) {
          throw reason;
        }
      };

  /** A worker may not get a task back that it lost, but need not be idle for its sake. */
  @Test
  void aTaskThatWaitsForAnotherWorkerDoesNotHoldUpThoseBehindIt() {
    dispatcher.join("losing", 1, true);
    dispatcher.join("busy", 1, true);
    TaskGroup.Wish wish = new TaskGroup.Wish(1, null);
    List<TaskGroup.Wish> wishes = Stream.generate(() -> wish).limit(5).toList();
    dispatcher.submit(new TaskGroup(dispatcher.open(), runner, wishes, 0));
    dispatcher.decide(0);
    assertEquals(2, started.size());
    Attempt first =
        started.stream().filter(a -> a.worker.name.equals("losing")).findFirst().orElseThrow();
    dispatcher.lost(first, FakeWorker.lost("it broke"), 0);
    dispatcher.decide(0);
    assertEquals(3, started.size());
    long backOffIsOver = RetryPolicy.DEFAULTS.firstBackOff().toNanos();
    dispatcher.finished(started.get(2), backOffIsOver);
    dispatcher.decide(backOffIsOver);
    assertEquals(4, started.size());
    assertEquals("losing", started.get(3).worker.name);
  }
}
