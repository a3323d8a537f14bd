package dev.skein.calcite.rel;

import dev.skein.runtime.DistributedRuntime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelTrait;

/**
 * The calling convention of one schema's nodes: they run in one {@link DistributedRuntime}. Nodes
 * of two schemas have two conventions and meet only in Calcite's pipeline.
 */
public final class DistributedConvention extends Convention.Impl {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** When work is spread over tasks. */
  public enum Distribution {
    /** Where it pays. */
    AUTO,
    /** Wherever it is correct, in small tasks: for tests. */
    ALWAYS,
    /** Nothing runs beside the data but the scans; all else is Calcite's. */
    NEVER
  }

  private final DistributedRuntime runtime;
  private final Distribution distribution;
  private final List<RelOptRule> rules;

  /**
   * A convention.
   *
   * @param rules makes the rules that convert to it; handed in, so that this package needs not know
   *     them
   */
  public DistributedConvention(
      String schema,
      DistributedRuntime runtime,
      Distribution distribution,
      java.util.function.Function<DistributedConvention, List<RelOptRule>> rules) {
    // Calcite accepts few characters in the descriptions of rules, which name their conventions.
    super(
        "SKEIN." + schema.replaceAll("[^A-Za-z0-9_]", "_") + "." + COUNT.getAndIncrement(),
        DistributedRel.class);
    this.runtime = runtime;
    this.distribution = distribution;
    this.rules = rules.apply(this);
  }

  public DistributedRuntime runtime() {
    return runtime;
  }

  public Distribution distribution() {
    return distribution;
  }

  public List<RelOptRule> rules() {
    return rules;
  }

  @Override
  public void register(RelOptPlanner planner) {
    rules.forEach(planner::addRule);
  }

  /** Two conventions are equal only if they are one: their runtimes differ. */
  @Override
  public boolean satisfies(RelTrait trait) {
    return this == trait;
  }
}
