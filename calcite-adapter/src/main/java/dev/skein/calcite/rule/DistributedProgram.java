package dev.skein.calcite.rule;

import dev.skein.calcite.enumerable.DistributedToEnumerable;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rel.Recursion;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.rel.WholeTree;
import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.RelOptLattice;
import org.apache.calcite.plan.RelOptMaterialization;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.runtime.Hook;
import org.apache.calcite.tools.Program;
import org.apache.calcite.tools.Programs;
import org.apache.calcite.util.Holder;
import org.jspecify.annotations.Nullable;

/**
 * Plans a statement without searching.
 *
 * <p>Calcite's default program tries join orders, for seconds; DuckDB orders the joins of a task by
 * itself in a fraction of a millisecond. So:
 *
 * <ol>
 *   <li>If every operator, sub-queries included, can run in one schema's DuckDB, each is converted
 *       by its rule, bottom-up, once. Sub-queries stay as they were written: DuckDB's own
 *       decorrelation is better than what could be done here.
 *   <li>Else ({@link MixedProgram}) sub-queries are removed, filters and columns pushed down by
 *       rewriting, and Volcano only chooses, operator by operator, between the conventions.
 * </ol>
 */
public final class DistributedProgram implements Program {
  private static final ThreadLocal<Hook.@Nullable Closeable> INSTALLED = new ThreadLocal<>();

  private final Optional<DistributedConvention> forNoTable;
  private final boolean yields;

  private DistributedProgram(Optional<DistributedConvention> forNoTable, boolean yields) {
    this.forNoTable = forNoTable;
    this.yields = yields;
  }

  /**
   * The program of a connection.
   *
   * @param forNoTable where a statement runs that names no table
   * @param yields whether a statement of which one schema's DuckDB does not run all as Calcite
   *     means it is refused with {@link BetterInDuckDb}
   */
  public static Program of(Optional<DistributedConvention> forNoTable, boolean yields) {
    return new DistributedProgram(forNoTable, yields);
  }

  /**
   * Makes Calcite plan the statement that this thread is preparing with this program, and keep its
   * conditions as they were translated until then. A plain {@code jdbc:calcite:} connection has no
   * other place to set these; it is called when the statement names a table of ours, and undone
   * when the program runs.
   */
  public static void installOnThread() {
    if (INSTALLED.get() == null) {
      Program program = new DistributedProgram(Optional.empty(), false);
      Hook.Closeable planning =
          Hook.PROGRAM.<Holder<Program>>addThread(holder -> setIfEmpty(holder, program));
      Hook.Closeable keeping = Hook.REL_BUILDER_SIMPLIFY.addThread(Hook.propertyJ(false));
      INSTALLED.set(
          () -> {
            planning.close();
            keeping.close();
          });
    }
  }

  private static void setIfEmpty(Holder<Program> holder, Program program) {
    if (holder.get() == null) {
      holder.set(program);
    }
  }

  /** For a statement whose connection says by itself how it is planned. */
  public static void uninstallFromThread() {
    PlainTranslation.uninstallFromThread();
    Hook.Closeable installed = INSTALLED.get();
    INSTALLED.remove();
    if (installed != null) {
      installed.close();
    }
  }

  @Override
  public RelNode run(
      RelOptPlanner planner,
      RelNode translated,
      RelTraitSet requiredOutputTraits,
      List<RelOptMaterialization> materializations,
      List<RelOptLattice> lattices) {
    uninstallFromThread();
    RelNode rel = SpelledOutNulls.in(translated);
    if (rel instanceof DistributedStatement) {
      return bridge(rel);
    }
    Tables tables = Tables.of(rel);
    if (tables.ours().isEmpty() && (tables.foreign() || forNoTable.isEmpty())) {
      // A hook left behind by a statement that failed before it was planned.
      return Programs.standard()
          .run(
              planner,
              forNoTable.isPresent() ? AggregateArguments.cast(rel) : rel,
              requiredOutputTraits,
              materializations,
              lattices);
    }
    Set<DistributedConvention> ours =
        tables.ours().isEmpty() ? forNoTable.map(Set::of).orElseThrow() : tables.ours();
    if (!tables.foreign() && ours.size() == 1) {
      RelNode whole = convertWhole(rel, ours.iterator().next());
      if (whole != null) {
        return bridge(whole);
      }
      if (yields) {
        throw new BetterInDuckDb("have all of it run there");
      }
    }
    return new MixedProgram(List.copyOf(ours))
        .run(planner, rel, requiredOutputTraits, materializations, lattices);
  }

  static RelNode bridge(RelNode whole) {
    return new DistributedToEnumerable(
        whole.getCluster(), whole.getTraitSet().replace(EnumerableConvention.INSTANCE), whole);
  }

  /** In the first of some schemas that can run all of it, or null. */
  static @Nullable RelNode convertWhole(RelNode rel, List<DistributedConvention> conventions) {
    for (DistributedConvention convention : conventions) {
      RelNode whole = convertWhole(rel, convention);
      if (whole != null) {
        return whole;
      }
    }
    return null;
  }

  /** A tree of Distributed nodes, or null if some of it does not run in DuckDB. */
  static @Nullable RelNode convertWhole(RelNode rel, DistributedConvention convention) {
    Map<Class<?>, ConverterRule> rules = new HashMap<>();
    for (RelOptRule rule : convention.rules()) {
      if (rule instanceof ConverterRule converter) {
        rules.put(rule.getOperand().getMatchedClass(), converter);
      }
    }
    return convert(rel, convention, rules);
  }

  private static @Nullable RelNode convert(
      RelNode rel, DistributedConvention convention, Map<Class<?>, ConverterRule> rules) {
    if (RecursionConversion.matches(rel)) {
      return RecursionConversion.convert(rel, convention, in -> convert(in, convention, rules));
    }
    ConverterRule rule = rules.get(rel.getClass());
    if (rule == null) {
      return null;
    }
    List<RelNode> inputs = new java.util.ArrayList<>();
    for (RelNode input : rel.getInputs()) {
      RelNode converted = convert(input, convention, rules);
      if (converted == null) {
        return null;
      }
      inputs.add(converted);
    }
    return rule.convert(inputs.isEmpty() ? rel : rel.copy(rel.getTraitSet(), inputs));
  }

  /** Whose tables a statement reads, in its sub-queries too. */
  private record Tables(Set<DistributedConvention> ours, boolean foreign) {
    static Tables of(RelNode root) {
      Set<DistributedConvention> ours = new LinkedHashSet<>();
      boolean[] foreign = {false};
      WholeTree.forEach(
          root,
          node -> {
            if (node instanceof TableScan scan) {
              StoredTable table = scan.getTable().unwrap(StoredTable.class);
              if (table != null) {
                ours.add(table.convention());
              } else if (Recursion.rounds(scan) == null) {
                foreign[0] = true;
              }
            } else if (node.getInputs().isEmpty()
                && !(node instanceof org.apache.calcite.rel.core.Values)) {
              foreign[0] = true;
            }
          });
      return new Tables(ours, foreign[0]);
    }
  }
}
