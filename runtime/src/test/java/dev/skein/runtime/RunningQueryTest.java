package dev.skein.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.QueryTrace;
import dev.skein.runtime.history.TestTraces;
import dev.skein.runtime.schedule.QueryScope;
import dev.skein.runtime.schedule.SchedulePolicy;
import dev.skein.runtime.schedule.TaskScheduler;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunningQueryTest {
  /** Rows of which something is left. */
  private static final class Leaking implements BatchStream {
    @Override
    public Schema schema() {
      return new Schema(List.of());
    }

    @Override
    public @Nullable ArrowRecordBatch next() {
      return null;
    }

    @Override
    public void close() {
      throw new IllegalStateException("a buffer is left");
    }
  }

  @Test
  void aQueryWhoseRowsFailToCloseGivesItsPlaceBack() {
    List<String> ended = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        TaskScheduler scheduler = new TaskScheduler(SchedulePolicy.DEFAULTS, false, allocator)) {
      QueryTrace trace = TestTraces.begin("q");
      QueryScope scope = scheduler.open(trace);
      scope.atEnd(() -> ended.add("scope"));
      RunningQuery query =
          new RunningQuery(scope, trace, new Leaking(), () -> ended.add("runtime"));
      assertThrows(IllegalStateException.class, query::close);
    }
    assertEquals(List.of("scope", "runtime"), ended);
  }
}
