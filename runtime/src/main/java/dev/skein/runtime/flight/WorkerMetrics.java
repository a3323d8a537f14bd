package dev.skein.runtime.flight;

import dev.skein.runtime.flight.ops.ProcessFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.apache.arrow.memory.BufferAllocator;

/** Counts what a worker does. docs/operations.md says what each figure means. */
final class WorkerMetrics implements AutoCloseable {
  private final ProcessFigures process = new ProcessFigures();
  private final MeterRegistry registry = process.registry();
  private final Timer finished = timer(TaskOutcome.FINISHED);
  private final Timer failed = timer(TaskOutcome.FAILED);
  private final Timer cancelled = timer(TaskOutcome.CANCELLED);
  private final Counter refused = registry.counter("skein.worker.tasks.refused");
  private final Counter rowsSent = registry.counter("skein.worker.rows.sent");
  private final Counter bytesSent = registry.counter("skein.worker.bytes.sent");
  private final Counter rowsLoaded = registry.counter("skein.worker.rows.loaded");
  private final Counter bytesLoaded = registry.counter("skein.worker.bytes.loaded");
  private final Counter loadsFailed = registry.counter("skein.worker.loads.failed");

  /** How an attempt at a task ended. */
  enum TaskOutcome {
    FINISHED,
    FAILED,
    CANCELLED
  }

  private Timer timer(TaskOutcome outcome) {
    return Timer.builder("skein.worker.tasks")
        .description("Attempts at tasks that have ended, and how long they took")
        .tag("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT))
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1))
        .register(registry);
  }

  /** Shows figures that others keep. */
  void watch(
      Slots slots,
      OpenDatabases databases,
      Leases leases,
      StatusReport status,
      BufferAllocator allocator) {
    gauge("skein.worker.slots", slots, Slots::count);
    gauge("skein.worker.tasks.running", slots, Slots::running);
    gauge("skein.worker.tasks.waiting", slots, Slots::waiting);
    gauge("skein.worker.draining", slots, s -> s.isDraining() ? 1 : 0);
    gauge("skein.worker.databases.open", databases, d -> d.databases().size());
    gauge("skein.worker.leases", leases, Leases::count);
    gauge("skein.worker.memory.used.bytes", status, s -> s.now().memoryUsed());
    gauge("skein.worker.memory.limit.bytes", status, s -> s.now().memoryLimit());
    gauge("skein.worker.batches.bytes", allocator, BufferAllocator::getAllocatedMemory);
  }

  private <T> void gauge(String name, T subject, ToDoubleFunction<T> value) {
    Gauge.builder(name, subject, value).register(registry);
  }

  void taskEnded(TaskOutcome outcome, long nanos, long rows, long bytes) {
    Timer timer =
        switch (outcome) {
          case FINISHED -> finished;
          case FAILED -> failed;
          case CANCELLED -> cancelled;
        };
    timer.record(Duration.ofNanos(nanos));
    rowsSent.increment((double) rows);
    bytesSent.increment((double) bytes);
  }

  void taskRefused() {
    refused.increment();
  }

  void loaded(long rows, long bytes) {
    rowsLoaded.increment((double) rows);
    bytesLoaded.increment((double) bytes);
  }

  void loadFailed() {
    loadsFailed.increment();
  }

  /** Everything, in Prometheus' text form. */
  String scrape() {
    return process.scrape();
  }

  @Override
  public void close() {
    process.close();
  }
}
