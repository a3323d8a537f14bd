package dev.skein.runtime;

import dev.skein.runtime.history.AttemptRecord;
import dev.skein.runtime.history.HistoryListener;
import dev.skein.runtime.history.QueryRecord;
import dev.skein.runtime.history.RunState;
import dev.skein.runtime.schedule.WorkerFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one runtime for a registry of Micrometer's. docs/operations.md says what each of
 * them means.
 */
public final class CoordinatorMetrics implements MeterBinder {
  private static final String PREFIX = "skein.coordinator.";

  /** What {@link WorkerFigures#state} may be. */
  private static final List<String> WORKER_STATES =
      List.of("JOINING", "ACTIVE", "SET_ASIDE", "PROBED", "DRAINING", "LOST");

  private static final Duration[] LEVELS = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1)
  };

  private final DistributedRuntime runtime;
  private final Tags tags;

  public CoordinatorMetrics(DistributedRuntime runtime) {
    this.runtime = runtime;
    this.tags = Tags.of("schema", runtime.config().name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "queries.running", DistributedRuntime::runningQueries);
    gauge(registry, "queries.waiting", DistributedRuntime::waitingQueries);
    FunctionCounter.builder(PREFIX + "queries.refused", runtime, DistributedRuntime::refusedQueries)
        .description("Queries that found too many others, or waited too long for them")
        .tags(tags)
        .register(registry);
    gauge(registry, "slots", each -> each.workers().stream().mapToInt(WorkerFigures::slots).sum());
    for (String state : WORKER_STATES) {
      Gauge.builder(PREFIX + "workers", runtime, each -> workers(each, state))
          .description("Workers that are named or have joined, by state")
          .tags(tags.and("state", state.toLowerCase(Locale.ROOT)))
          .register(registry);
    }
    gauge(registry, "batches.bytes", each -> each.allocator().getAllocatedMemory());
    gauge(registry, "held.bytes", DistributedRuntime::heldBytes);
    gauge(registry, "spilled.bytes", DistributedRuntime::spilledBytes);
    runtime.history().listen(new Ended(registry));
  }

  private void gauge(
      MeterRegistry registry, String name, ToDoubleFunction<DistributedRuntime> value) {
    Gauge.builder(PREFIX + name, runtime, value).tags(tags).register(registry);
  }

  private static double workers(DistributedRuntime runtime, String state) {
    return runtime.workers().stream().filter(worker -> worker.state().equals(state)).count();
  }

  /** Counts what has ended. */
  private final class Ended implements HistoryListener {
    private final Map<RunState, Timer> queries;
    private final Map<RunState, Timer> attempts;
    private final Counter retries;
    private final Counter rows;
    private final Counter bytes;

    Ended(MeterRegistry registry) {
      this.queries = timers(registry, "queries", "Queries that have ended, and their time");
      this.attempts = timers(registry, "tasks", "Attempts at tasks that have ended");
      this.retries = registry.counter(PREFIX + "tasks.retried", tags);
      this.rows = registry.counter(PREFIX + "rows.received", tags);
      this.bytes = registry.counter(PREFIX + "bytes.received", tags);
    }

    private Map<RunState, Timer> timers(MeterRegistry registry, String name, String description) {
      Map<RunState, Timer> timers = new EnumMap<>(RunState.class);
      for (RunState state : List.of(RunState.FINISHED, RunState.FAILED, RunState.CANCELLED)) {
        timers.put(
            state,
            Timer.builder(PREFIX + name)
                .description(description)
                .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)))
                .serviceLevelObjectives(LEVELS)
                .register(registry));
      }
      return timers;
    }

    @Override
    public void queryEnded(QueryRecord query) {
      record(queries, query.state(), query.duration());
    }

    @Override
    public void attemptEnded(AttemptRecord attempt) {
      record(attempts, attempt.state(), attempt.duration());
      if (attempt.attempt() > 1) {
        retries.increment();
      }
      rows.increment((double) attempt.rows());
      bytes.increment((double) attempt.bytes());
    }

    private static void record(Map<RunState, Timer> timers, RunState state, Duration time) {
      Timer timer = timers.get(state);
      if (timer != null) {
        timer.record(time);
      }
    }
  }
}
