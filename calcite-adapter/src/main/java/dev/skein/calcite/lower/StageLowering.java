package dev.skein.calcite.lower;

import dev.skein.calcite.lower.Select.Item;
import dev.skein.calcite.lower.split.CutPoint;
import dev.skein.calcite.lower.split.DrivenBranches.Branch;
import dev.skein.calcite.lower.split.SharedTrees;
import dev.skein.calcite.lower.split.SplitDecision;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.runtime.task.Gather;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Stage.Placement;
import dev.skein.runtime.task.StageGraph;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Turns a Distributed tree into stages.
 *
 * <p>At each {@link CutPoint} the tree is cut: the branches below it become a stage on the workers,
 * one task for each split of their drivers, and what is above it becomes one last stage on the
 * coordinator, which reads their output.
 *
 * <pre>
 *   Sort                                 Sort                  stage 1, coordinator
 *     Aggregate(g, sum)         =>         combine(g, sum)
 *       Filter                               stage 0
 *         Scan(lineitem)                 partial(g, sum)       stage 0, workers
 *                                          Filter
 *                                            Scan(lineitem, split)
 * </pre>
 */
public final class StageLowering {
  /**
   * What a task that returns few rows reads at least, where there is a task for each slot. Many
   * rows that are only moved are better moved in small tasks: a remote task's are held until it
   * ends.
   */
  private static final long ROWS_PER_TASK = 15_000_000;

  private static final BigDecimal LEAST_LOCAL_FETCH = BigDecimal.valueOf(64);

  private static final int MAX_DECIMAL_DIGITS = 38;

  private final DistributedConvention convention;

  public StageLowering(DistributedConvention convention) {
    this.convention = convention;
  }

  /** Lowers a tree, in the mode that costs least. */
  public StageGraph lower(RelNode plan) {
    if (plan instanceof DistributedStatement statement) {
      return delegated(statement, statement.reason());
    }
    RelNode root = DistinctTrees.copy(plan);
    List<CutPoint> points = CutPoint.find(root);
    SplitDecision decision = SplitDecision.of(root, points, convention);
    if (!decision.isSplit()) {
      return delegated(root, decision.reason());
    }
    List<Stage> stages = new ArrayList<>();
    split(stages, root, points, decision);
    return new StageGraph(
        stages, ExecutionMode.ROW_GROUP_PARTITION, strategy(points.get(0)), decision.reason());
  }

  /** Adds the stages of a tree that is split, the last of which has its rows. */
  private void split(
      List<Stage> stages, RelNode root, List<CutPoint> points, SplitDecision decision) {
    Optional<Gather> last = lastGather(root, points.get(0));
    if (last.isPresent()) {
      addWorkers(stages, points.get(0), decision, last.get());
    } else {
      addCombined(stages, root, points, decision);
    }
  }

  /** How the rows of the tasks become the result, if no other stage has to follow. */
  private static Optional<Gather> lastGather(RelNode root, CutPoint point) {
    if (point.kind() == CutPoint.Kind.CONCATENATE) {
      return Optional.of(new Gather.Concatenate());
    }
    return point.kind() == CutPoint.Kind.SORT && point.rel() == root
        ? MergeKeys.of((Sort) root).map(Gather.MergeSorted::new)
        : Optional.empty();
  }

  private StageGraph delegated(RelNode root, String reason) {
    DuckDbSqlWriter writer = new DuckDbSqlWriter(null);
    writer.share(SharedTrees.of(root));
    Stage stage = new Stage(0, List.of(whole(writer, root)), List.of(), Placement.WORKERS);
    ExecutionMode mode =
        convention.runtime().cluster().slots() == 0 ? ExecutionMode.LOCAL : ExecutionMode.DELEGATED;
    return new StageGraph(List.of(stage), mode, MergeStrategy.CONCATENATE, reason);
  }

  private void addCombined(
      List<Stage> stages, RelNode root, List<CutPoint> points, SplitDecision decision) {
    DuckDbSqlWriter writer = new DuckDbSqlWriter(null);
    List<Integer> inputs = new ArrayList<>();
    for (CutPoint point : points) {
      int id = addWorkers(stages, point, decision, new Gather.Concatenate());
      inputs.add(id);
      writer.replace(point.rel(), () -> combine(writer, point, Stage.inputTable(id)));
    }
    for (RelNode side : decision.above()) {
      int id = addSide(stages, side);
      inputs.add(id);
      replace(writer, side, id);
    }
    stages.add(
        new Stage(stages.size(), List.of(whole(writer, root)), inputs, Placement.COORDINATOR));
  }

  /** Adds the stages of what all tasks of a branch, or the last stage, read; tells the last. */
  private int addSide(List<Stage> stages, RelNode side) {
    RelNode root = DistinctTrees.copy(side);
    List<CutPoint> points = CutPoint.find(root);
    SplitDecision decision = SplitDecision.ofSide(root, points, convention);
    if (decision.isSplit()) {
      split(stages, root, points, decision);
    } else {
      Stage.Branch whole = whole(new DuckDbSqlWriter(null), root);
      stages.add(new Stage(stages.size(), List.of(whole), List.of(), Placement.WORKERS));
    }
    return stages.size() - 1;
  }

  private static void replace(DuckDbSqlWriter writer, RelNode side, int stage) {
    int columns = side.getRowType().getFieldCount();
    writer.replace(side, () -> writer.fromTable(Stage.inputTable(stage), columns));
  }

  private static MergeStrategy strategy(CutPoint point) {
    return switch (point.kind()) {
      case CONCATENATE -> MergeStrategy.CONCATENATE;
      case TOP, SORT -> MergeStrategy.MERGE_SORTED;
      case AGGREGATE -> {
        Aggregate aggregate = (Aggregate) point.rel();
        yield aggregate.getAggCallList().isEmpty()
            ? MergeStrategy.DISTINCT_MERGE
            : aggregate.getGroupCount() == 0
                ? MergeStrategy.AGGREGATE_MERGE
                : MergeStrategy.GROUP_BY_MERGE;
      }
    };
  }

  /**
   * Adds the stage below a cut point, after those of what its tasks share. Where its rows are
   * merged, each task sorts its own.
   *
   * @return its id
   */
  private int addWorkers(
      List<Stage> stages, CutPoint point, SplitDecision decision, Gather gather) {
    IdentityHashMap<RelNode, Integer> shared = new IdentityHashMap<>();
    for (Branch branch : point.branches()) {
      for (RelNode side : decision.sides().getOrDefault(branch, List.of())) {
        shared.computeIfAbsent(side, rel -> addSide(stages, rel));
      }
    }
    List<Stage.Branch> branches = new ArrayList<>();
    for (Branch branch : point.branches()) {
      DuckDbSqlWriter writer = new DuckDbSqlWriter(branch.driver());
      shared.forEach((side, stage) -> replace(writer, side, stage));
      Select rows =
          point.branches().size() == 1
              ? writer.write(branch.tree())
              : alike(writer.write(branch.tree()), branch.tree());
      Select output =
          switch (point.kind()) {
            case CONCATENATE -> rows;
            case SORT ->
                gather instanceof Gather.MergeSorted
                    ? top(writer, (Sort) point.rel(), rows, null, null)
                    : rows;
            case AGGREGATE -> new PartialAggregate((Aggregate) point.rel(), writer).partial(rows);
            case TOP -> top(writer, (Sort) point.rel(), rows, localFetch((Sort) point.rel()), null);
          };
      StoredTable table = branch.driver().getTable().unwrapOrThrow(StoredTable.class);
      Stage.Driver driver =
          new Stage.Driver(
              table.source().orElseThrow(),
              DriverBounds.of(branch),
              decision.grain(),
              point.movesManyRows() ? 1 : ROWS_PER_TASK);
      boolean longEnd =
          point.kind() == CutPoint.Kind.CONCATENATE && LastPipeline.isLong(branch.tree());
      branches.add(branch(writer, output, branch.tree(), Optional.of(driver), longEnd));
    }
    List<Integer> inputs = shared.values().stream().sorted().toList();
    Stage stage = new Stage(stages.size(), branches, inputs, Placement.WORKERS, gather);
    stages.add(stage);
    return stage.id();
  }

  /**
   * Where tasks run different branches, the rows of one: decimals that are as wide as Calcite has
   * them may be wider in DuckDB, and whole ones HUGEINTs, but are of one type in all of them.
   */
  private static Select alike(Select rows, RelNode tree) {
    int most =
        tree.getCluster().getTypeFactory().getTypeSystem().getMaxPrecision(SqlTypeName.DECIMAL);
    return cast(
        rows,
        tree.getRowType(),
        type ->
            type.getSqlTypeName() == SqlTypeName.DECIMAL
                && type.getPrecision() >= most
                && type.getScale() >= 0,
        type ->
            type.getScale() == 0
                ? "HUGEINT"
                : "DECIMAL(" + MAX_DECIMAL_DIGITS + ", " + type.getScale() + ")");
  }

  private static Select cast(
      Select select,
      RelDataType rowType,
      Predicate<RelDataType> which,
      Function<RelDataType, String> duckDbType) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < select.items.size(); i++) {
      Item item = select.items.get(i);
      RelDataType type = rowType.getFieldList().get(i).getType();
      items.add(
          which.test(type)
              ? new Item(
                  "CAST(" + item.text() + " AS " + duckDbType.apply(type) + ")",
                  false,
                  item.isOnce())
              : item);
    }
    select.items = List.copyOf(items);
    return select;
  }

  /** What stands for a cut point in the stage above it. */
  private static Select combine(DuckDbSqlWriter writer, CutPoint point, String table) {
    if (point.rel() instanceof Aggregate aggregate) {
      return new PartialAggregate(aggregate, writer).combine(table);
    }
    Sort sort = (Sort) point.rel();
    Select rows = writer.fromTable(table, sort.getRowType().getFieldCount());
    return top(writer, sort, rows, text(sort.fetch), text(sort.offset));
  }

  private static Select top(
      DuckDbSqlWriter writer,
      Sort sort,
      Select rows,
      @Nullable String fetch,
      @Nullable String offset) {
    Select input = rows.isOrdered() || rows.groupBy != null ? writer.wrap(rows) : rows;
    input.orderBy.addAll(
        DuckDbSqlWriter.orderKeys(sort.getCollation().getFieldCollations(), input.items));
    input.fetch = fetch;
    input.offset = offset;
    return input;
  }

  /**
   * A task must return as many rows as the result may take from it alone. It may return more: up to
   * 50, DuckDB (2.0.0) first reads row numbers only, and with a condition on them fails ("Attempted
   * to access index -1").
   */
  private static String localFetch(Sort sort) {
    BigDecimal rows =
        count(sort.fetch).add(sort.offset == null ? BigDecimal.ZERO : count(sort.offset));
    return rows.max(LEAST_LOCAL_FETCH).toBigInteger().toString();
  }

  private static @Nullable String text(@Nullable Object node) {
    return node == null ? null : count(node).toBigInteger().toString();
  }

  /** A cut point's limits are literals. */
  private static BigDecimal count(@Nullable Object literal) {
    return Objects.requireNonNull(
        ((RexLiteral) Objects.requireNonNull(literal)).getValueAs(BigDecimal.class));
  }

  private static Stage.Branch whole(DuckDbSqlWriter writer, RelNode root) {
    return branch(writer, writer.write(root), root, Optional.empty(), LastPipeline.isLong(root));
  }

  private static Stage.Branch branch(
      DuckDbSqlWriter writer,
      Select select,
      RelNode rel,
      Optional<Stage.Driver> driver,
      boolean longEnd) {
    Select output = exported(writer, select, rel);
    writer.mentionParameters(output);
    return new Stage.Branch(
        writer.complete(output).toTemplate(writer.driverTable()),
        driver,
        writer.wholeParquet(),
        writer.parameters(),
        longEnd);
  }

  /** An ENUM would leave DuckDB as numbers with a dictionary; it leaves as text. */
  private static Select exported(DuckDbSqlWriter writer, Select select, RelNode rel) {
    RelDataType rowType = rel.getRowType();
    return writer.readsEnum() && rowType.getFieldCount() == select.items.size()
        ? cast(select, rowType, SqlTypeUtil::inCharFamily, type -> "VARCHAR")
        : select;
  }
}
