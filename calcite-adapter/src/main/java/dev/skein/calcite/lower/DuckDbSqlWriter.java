package dev.skein.calcite.lower;

import static java.util.Objects.requireNonNull;

import dev.skein.calcite.lower.Select.Item;
import dev.skein.calcite.lower.aggregate.AggregateFunctions;
import dev.skein.calcite.lower.expression.RexScope;
import dev.skein.calcite.lower.expression.RexToDuckDb;
import dev.skein.calcite.lower.expression.Windows;
import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rel.Recursion;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a rel tree as DuckDB SQL: the one place where SQL comes from. One writer writes the SQL of
 * one stage.
 *
 * <p>Tables get the aliases t0, t1, ... and columns of sub-selects the names c0, c1, ..., so no
 * name of a user's can collide with another; stored names are quoted. Operators go into one SELECT
 * as long as its clauses have room, which keeps the text near to what a person would write.
 */
final class DuckDbSqlWriter {
  /** The scan that gets the split's condition; null for a stage that runs whole. */
  private final @Nullable TableScan driver;

  /** What stands for a subtree: the output of another stage. */
  private final IdentityHashMap<RelNode, Supplier<Select>> replaced = new IdentityHashMap<>();

  private final Map<CorrelationId, List<String>> correlated = new HashMap<>();

  /** The names of the WITHs that name themselves. */
  private final IdentityHashMap<TransientTable, String> recursive = new IdentityHashMap<>();

  /** The dynamic parameters the SQL binds, in the order of their numbers in it. */
  private final List<Integer> parameters = new ArrayList<>();

  /** Those of a statement that is written as it is, which has all of them. */
  private List<Integer> asItIs = List.of();

  /** The trees that stand in the SQL more than once, each with its name. */
  private final List<String> shared = new ArrayList<>();

  private int aliases;
  private boolean readsEnum;
  private String driverTable = "";
  private final Set<ParquetTable> wholeParquet = new LinkedHashSet<>();

  DuckDbSqlWriter(@Nullable TableScan driver) {
    this.driver = driver;
  }

  void replace(RelNode subtree, Supplier<Select> by) {
    replaced.put(subtree, by);
  }

  /** Writes each list of equal trees once, in the WITH of {@link #complete}. */
  void share(List<List<RelNode>> equalTrees) {
    for (List<RelNode> equal : equalTrees) {
      String name = "shared" + shared.size();
      int columns = equal.get(0).getRowType().getFieldCount();
      shared.add(name + " AS (" + statement(write(equal.get(0))).text() + ")");
      equal.forEach(tree -> replace(tree, () -> fromTable(name, columns)));
    }
  }

  /** Whether an ENUM was read: its values may be in any text column. */
  boolean readsEnum() {
    return readsEnum;
  }

  /** The table of the driver, as SQL; empty before it is written. */
  String driverTable() {
    return driverTable;
  }

  /** The tables of Parquet files that were written without a split. */
  List<ParquetTable> wholeParquet() {
    return List.copyOf(wholeParquet);
  }

  Select write(RelNode rel) {
    Supplier<Select> replacement = replaced.get(rel);
    if (replacement != null) {
      return replacement.get();
    } else if (Recursion.rounds(rel) != null) {
      return round(rel);
    } else if (rel instanceof RepeatUnion union) {
      return repeatUnion(union);
    } else if (rel instanceof Spool spool) {
      return write(spool.getInput());
    } else if (rel instanceof TableScan scan) {
      return scan(scan);
    } else if (rel instanceof Filter filter) {
      return filter(filter);
    } else if (rel instanceof Project project) {
      return project(project);
    } else if (rel instanceof Join join) {
      return join(join);
    } else if (rel instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    } else if (rel instanceof Sort sort) {
      return sort(sort);
    } else if (rel instanceof SetOp setOp) {
      return setOp(setOp);
    } else if (rel instanceof Values values) {
      return values(values);
    } else if (rel instanceof Correlate correlate) {
      return correlate(correlate);
    } else if (rel instanceof Uncollect uncollect) {
      return uncollect(uncollect);
    } else if (rel instanceof DistributedStatement statement) {
      return asItIs(statement);
    }
    throw new IllegalStateException("No rule lets " + rel.getRelTypeName() + " come here");
  }

  /** The whole statement of a tree, with the columns named c0, c1, ... */
  Sql statement(RelNode rel) {
    return statement(write(rel));
  }

  /** Which parameters of the query are bound, in the order of their numbers in the SQL. */
  List<Integer> parameters() {
    return asItIs.isEmpty() ? List.copyOf(parameters) : asItIs;
  }

  /**
   * Names every parameter once more, to no effect: a column that nothing reads is not written, and
   * DuckDB refuses values for parameters that its SQL does not have.
   */
  void mentionParameters(Select outermost) {
    for (int i = 1; i <= parameters.size(); i++) {
      outermost.where.add(Sql.of("(CAST($" + i + " AS VARCHAR) IS NULL OR TRUE)"));
    }
  }

  static Sql statement(Select select) {
    return select.toSql(names(select.items.size()));
  }

  /** The statement with all that it shares. */
  Sql complete(Select outermost) {
    Sql rows = statement(outermost);
    return shared.isEmpty()
        ? rows
        : new Sql.Builder().add("WITH " + String.join(", ", shared) + " ").add(rows).build();
  }

  static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("c" + i);
    }
    return names;
  }

  /** A SELECT of the columns c0, c1, ... of a table. */
  Select fromTable(String table, int columns) {
    String alias = alias();
    return new Select(Sql.of(table + " AS " + alias), columns(alias, columns));
  }

  /** As {@link #fromTable}, with one more column that numbers the rows as they arrive. */
  Select fromNumberedTable(String table, int columns, String number) {
    String alias = alias();
    String numbered =
        "(SELECT *, row_number() OVER () AS " + number + " FROM " + table + ") AS " + alias;
    return new Select(Sql.of(numbered), columns(alias, columns));
  }

  private String alias() {
    return "t" + aliases++;
  }

  private static List<Item> columns(String alias, int count) {
    return names(count).stream().map(name -> Item.column(alias + "." + name)).toList();
  }

  /** Makes a finished SELECT the table of the next one. */
  Select wrap(Select select) {
    String alias = alias();
    Sql from = new Sql.Builder().add("(").add(statement(select)).add(") AS " + alias).build();
    return new Select(from, columns(alias, select.items.size()));
  }

  /**
   * As {@link #wrap}, for an operator that changes no row: constants stay what they are. DuckDB
   * (2.0.0) cannot bind comparisons of texts with a CASE that a constant column decides ({@code
   * BindBuiltinScalarFunction did not return a BoundFunctionExpression}).
   */
  private Select wrapRows(Select select) {
    Select wrapped = wrap(select);
    List<Item> items = new ArrayList<>(wrapped.items);
    for (int i = 0; i < items.size(); i++) {
      if (select.items.get(i).isConstant()) {
        items.set(i, select.items.get(i));
      }
    }
    wrapped.items = List.copyOf(items);
    return wrapped;
  }

  /** The driver is one scan of perhaps several of its table: identity says which. */
  @SuppressWarnings("ReferenceEquality")
  private Select scan(TableScan scan) {
    StoredTable table = scan.getTable().unwrapOrThrow(StoredTable.class);
    String alias = alias();
    List<String> names = table.columnNames();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String column = alias + "." + DuckDbNames.quote(names.get(i));
      readsEnum |= table.isEnum(i);
      items.add(
          table
              .readCast(i)
              .map(type -> new Item("CAST(" + column + " AS " + type + ")", false, false))
              .orElseGet(() -> Item.column(column)));
    }
    String name =
        table.source().orElse(null) instanceof ParquetTable files
            ? files.sql()
            : String.join(".", table.qualifiedName().stream().map(DuckDbNames::quote).toList());
    if (scan != driver) {
      if (table.source().orElse(null) instanceof ParquetTable files) {
        wholeParquet.add(files);
      }
      return new Select(Sql.of(name + " AS " + alias), items);
    }
    driverTable = name;
    return new Select(new Sql.Builder().add(Sql.SPLIT).add(" AS " + alias).build(), items);
  }

  /** On lines of its own, for it may end in a comment. */
  private Select asItIs(DistributedStatement statement) {
    String alias = alias();
    List<Item> items = new ArrayList<>();
    List<String> names = names(statement.getRowType().getFieldCount());
    for (int i = 0; i < names.size(); i++) {
      String column = alias + "." + names.get(i);
      items.add(
          statement
              .readCast(i)
              .map(type -> new Item("CAST(" + column + " AS " + type + ")", false, false))
              .orElseGet(() -> Item.column(column)));
    }
    wholeParquet.addAll(statement.parquet());
    asItIs = IntStream.range(0, statement.parameters().given().size()).boxed().toList();
    String columns = String.join(", ", names);
    return new Select(
        Sql.of("(\n" + statement.sql() + "\n) AS " + alias + "(" + columns + ")"), items);
  }

  private Select filter(Filter filter) {
    Select input = write(filter.getInput());
    if (!input.isRows() || repeatsWork(input, List.of(filter.getCondition()))) {
      input = wrapRows(input);
    }
    filter.getVariablesSet().forEach(defineCorrelated(input));
    input.where.add(Sql.of(condition(filter.getCondition(), input.texts(), filter)));
    return input;
  }

  /** Each part of a conjunction on its own, in parentheses only where an OR could leak out. */
  private String condition(RexNode condition, List<String> inputs, RelNode rel) {
    return "(" + rex(inputs, rel).write(condition) + ")";
  }

  private java.util.function.Consumer<CorrelationId> defineCorrelated(Select input) {
    return id -> correlated.put(id, input.texts());
  }

  private Select project(Project project) {
    Select input = write(project.getInput());
    boolean windows = RexOver.containsOver(project.getProjects(), null);
    if ((windows && !input.isRows())
        || (input.groupBy != null && hasSubQuery(project))
        || losesTotal(input, project.getProjects())
        || repeatsWork(input, project.getProjects())
        || isComputedOutside(input, project.getVariablesSet())) {
      input = wrapRows(input);
    }
    project.getVariablesSet().forEach(defineCorrelated(input));
    RexToDuckDb rex = rex(input.texts(), project);
    List<RexNode> nodes = project.getProjects();
    List<RexNode> keys = windows ? Windows.volatileKeys(nodes, rex) : List.of();
    if (!keys.isEmpty()) {
      nodes = Windows.withColumns(nodes, keys, input.items.size());
      input = withColumns(input, rex.writeAll(keys));
      project.getVariablesSet().forEach(defineCorrelated(input));
      rex = rex(input.texts(), project);
    }
    List<Item> items = new ArrayList<>();
    Set<Integer> withoutAggregate = new HashSet<>();
    for (RexNode node : nodes) {
      if (input.withoutAggregate.containsAll(references(node))) {
        withoutAggregate.add(items.size());
      }
      if (node instanceof RexInputRef ref) {
        items.add(input.items.get(ref.getIndex()));
      } else {
        boolean once = windows || isOnce(node, input);
        items.add(new Item(rex.write(node), false, once, isOuter(node, input)));
      }
    }
    input.items = List.copyOf(items);
    input.withoutAggregate = withoutAggregate;
    return input;
  }

  /** A grand total is one row only if an aggregate is written. */
  private static boolean losesTotal(Select input, List<RexNode> nodes) {
    return input.groupBy != null
        && input.groupBy.isEmpty()
        && nodes.stream().allMatch(node -> input.withoutAggregate.containsAll(references(node)));
  }

  /** A SELECT from one that computes more columns. */
  private Select withColumns(Select select, List<String> more) {
    List<Item> items = new ArrayList<>(select.items);
    more.forEach(text -> items.add(new Item(text, false, false)));
    select.items = List.copyOf(items);
    return wrap(select);
  }

  private static boolean isOuter(RexNode node, Select input) {
    List<Integer> references = references(node);
    return references.stream().allMatch(i -> input.items.get(i).isOuter())
        && (!references.isEmpty()
            || RexUtil.containsCorrelation(node)
            || RexUtil.SubQueryFinder.find(node) != null);
  }

  private static boolean hasSubQuery(Project project) {
    return project.getProjects().stream()
        .anyMatch(node -> RexUtil.SubQueryFinder.find(node) != null);
  }

  private static boolean isOnce(RexNode node, Select input) {
    return !RexUtil.isDeterministic(node)
        || references(node).stream().anyMatch(i -> input.items.get(i).isOnce());
  }

  private static List<Integer> references(RexNode node) {
    List<Integer> references = new ArrayList<>();
    node.accept(
        new RexVisitorImpl<@Nullable Void>(true) {
          @Override
          public @Nullable Void visitInputRef(RexInputRef ref) {
            references.add(ref.getIndex());
            return null;
          }
        });
    return references;
  }

  /**
   * Whether writing the nodes into this SELECT would repeat the text of a computed column, and with
   * each level of projection again: then the column is computed in a sub-select first. A constant
   * is not computed.
   */
  private static boolean repeatsWork(Select input, List<? extends RexNode> nodes) {
    Set<Integer> seen = new HashSet<>();
    for (RexNode node : nodes) {
      for (int i : references(node)) {
        Item item = input.items.get(i);
        if (!item.isColumn() && !item.isConstant() && !seen.add(i)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether sub-queries may refer to what is computed once for a row: a window function, for one,
   * would be another one inside of them.
   */
  private static boolean isComputedOutside(Select input, Set<CorrelationId> variables) {
    return !variables.isEmpty() && input.isComputed();
  }

  private Select join(Join join) {
    boolean keepsWhere = join.getJoinType() == JoinRelType.INNER;
    Select left =
        joinable(write(join.getLeft()), keepsWhere || !join.getJoinType().generatesNullsOnLeft());
    Select right = joinable(write(join.getRight()), keepsWhere);
    List<Item> items = new ArrayList<>(left.items);
    items.addAll(right.items);
    List<String> texts = items.stream().map(Item::text).toList();
    for (CorrelationId id : join.getVariablesSet()) {
      correlated.put(id, texts);
    }
    Sql.Builder from = new Sql.Builder();
    from.add(left.from).add(keyword(join));
    boolean nested = right.from.pieces().stream().anyMatch(piece -> piece.contains(" JOIN "));
    from.add(nested ? "(" : "").add(right.from).add(nested ? ")" : "");
    if (!join.getCondition().isAlwaysTrue() || join.getJoinType() != JoinRelType.INNER) {
      from.add(" ON ").add(condition(join.getCondition(), texts, join));
    }
    Select select =
        new Select(from.build(), join.getJoinType().projectsRight() ? items : left.items);
    select.where.addAll(left.where);
    select.where.addAll(right.where);
    return select;
  }

  private static String keyword(Join join) {
    return switch (join.getJoinType()) {
      case INNER -> join.getCondition().isAlwaysTrue() ? " CROSS JOIN " : " JOIN ";
      case LEFT -> " LEFT JOIN ";
      case RIGHT -> " RIGHT JOIN ";
      case FULL -> " FULL JOIN ";
      case SEMI -> " SEMI JOIN ";
      case ANTI -> " ANTI JOIN ";
      default -> throw new IllegalStateException("No rule lets " + join + " come here");
    };
  }

  /** A side of a join: rows of a FROM, whose WHERE may stay outside only if no NULLs are added. */
  private Select joinable(Select side, boolean mayKeepWhere) {
    boolean columnsOnly = side.items.stream().allMatch(Item::isColumn);
    return side.isRows() && columnsOnly && (side.where.isEmpty() || mayKeepWhere)
        ? side
        : wrap(side);
  }

  private Select aggregate(Aggregate aggregate) {
    if (aggregate.getRowType().getFieldCount() == 0) {
      return new Select(Sql.of("(VALUES (1)) AS " + alias() + "(c0)"), List.of()); // one empty row
    }
    boolean severalSets = aggregate.getGroupType() != Aggregate.Group.SIMPLE;
    Select written =
        groupable(write(aggregate.getInput()), aggregate.getGroupSet().asList(), severalSets);
    boolean needsNames =
        written.items.stream().anyMatch(Item::isOuter) || hasComputedOrder(aggregate, written);
    Select input = needsNames ? wrap(written) : written;
    List<String> texts = input.texts();
    List<Item> items = new ArrayList<>();
    aggregate.getGroupSet().forEach(key -> items.add(input.items.get(key)));
    for (AggregateCall call : aggregate.getAggCallList()) {
      items.add(new Item(call(call, aggregate, texts), false, false));
    }
    group(input, aggregate, texts);
    input.items = List.copyOf(items);
    return input;
  }

  /**
   * Whether a DISTINCT call is ordered by an expression, which DuckDB looks for among its arguments
   * and does not know again if it calls error().
   */
  private static boolean hasComputedOrder(Aggregate aggregate, Select input) {
    return aggregate.getAggCallList().stream()
        .filter(AggregateCall::isDistinct)
        .flatMap(call -> call.getCollation().getFieldCollations().stream())
        .map(key -> input.items.get(key.getFieldIndex()))
        .anyMatch(item -> !item.isColumn() && !item.isConstant());
  }

  /**
   * What can be grouped by some of its columns: rows, and no key that GROUP BY would take for a
   * position. Grouping sets name a key several times; a computed one is given a name first.
   */
  Select groupable(Select input, List<Integer> keys, boolean severalSets) {
    boolean plainKeys =
        keys.stream()
            .map(input.items::get)
            .allMatch(item -> item.isColumn() || (!severalSets && !item.isConstant()));
    return input.isRows() && plainKeys ? input : wrap(input);
  }

  static void group(Select input, Aggregate aggregate, List<String> texts) {
    input.withoutAggregate = Set.of();
    if (aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
      input.groupBy = aggregate.getGroupSet().asList().stream().map(texts::get).toList();
      return;
    }
    List<String> sets = new ArrayList<>();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      sets.add("(" + String.join(", ", set.asList().stream().map(texts::get).toList()) + ")");
    }
    input.groupBy = List.of("GROUPING SETS (" + String.join(", ", sets) + ")");
  }

  /** The text of one aggregate call over the columns of its input. */
  String call(AggregateCall call, Aggregate aggregate, List<String> inputs) {
    return AggregateFunctions.write(
        call, aggregate.getInput().getRowType(), fields(aggregate, inputs));
  }

  /**
   * The text of each input field of an aggregate: the column, or the literal itself where DuckDB
   * wants one, as for the fraction of a quantile.
   */
  IntFunction<String> fields(Aggregate aggregate, List<String> inputs) {
    Map<Integer, RexLiteral> constants = Constants.of(aggregate.getInput());
    RexToDuckDb rex = rex(List.of(), aggregate);
    Set<Integer> wanted = new HashSet<>();
    aggregate.getAggCallList().forEach(c -> wanted.addAll(AggregateFunctions.constantFields(c)));
    return field -> {
      RexLiteral constant = wanted.contains(field) ? constants.get(field) : null;
      return constant == null ? inputs.get(field) : rex.write(constant);
    };
  }

  private Select sort(Sort sort) {
    Select input = write(sort.getInput());
    if (input.isOrdered() || (input.groupBy != null && hasConstantKey(sort, input))) {
      input = wrap(input);
    }
    List<String> texts = input.texts();
    input.orderBy.addAll(orderKeys(sort.getCollation().getFieldCollations(), input.items));
    RexToDuckDb rex = rex(texts, sort);
    input.fetch = sort.fetch == null ? null : count(rex, sort.fetch);
    input.offset = sort.offset == null ? null : count(rex, sort.offset);
    if (input.fetch != null
        && input.orderBy.isEmpty()
        && input.offset == null
        && DroppedLimit.isPossible(sort.getInput())) {
      input.offset = DroppedLimit.OFFSET;
    }
    return input;
  }

  private static boolean hasConstantKey(Sort sort, Select input) {
    return sort.getCollation().getFieldCollations().stream()
        .map(key -> input.items.get(key.getFieldIndex()))
        .anyMatch(Item::isConstant);
  }

  private static String count(RexToDuckDb rex, RexNode node) {
    return node instanceof RexLiteral literal
        ? String.valueOf(literal.getValueAs(java.math.BigDecimal.class))
        : rex.write(node);
  }

  /** Sort keys, with the order of NULLs spelled out: it differs between the engines. */
  static List<String> orderKeys(List<RelFieldCollation> keys, List<Item> items) {
    List<String> written = new ArrayList<>();
    for (RelFieldCollation key : keys) {
      Item item = items.get(key.getFieldIndex());
      if (item.isConstant()) {
        continue;
      }
      String text = item.text();
      written.add(
          text
              + (key.direction.isDescending() ? " DESC" : " ASC")
              + (nullsFirst(key) ? " NULLS FIRST" : " NULLS LAST"));
    }
    return written;
  }

  /** Where a key says nothing of it, NULL is greater than all values. */
  static boolean nullsFirst(RelFieldCollation key) {
    return key.nullDirection == RelFieldCollation.NullDirection.FIRST
        || (key.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
            && key.direction.isDescending());
  }

  private Select setOp(SetOp setOp) {
    String operator =
        (setOp instanceof Union ? "UNION" : setOp instanceof Intersect ? "INTERSECT" : "EXCEPT")
            + (setOp.all ? " ALL " : " ");
    Sql.Builder from = new Sql.Builder().add("(");
    for (int i = 0; i < setOp.getInputs().size(); i++) {
      RelNode input = setOp.getInput(i);
      from.add(i == 0 ? "(" : operator + "(")
          .add(statement(castTo(write(input), input.getRowType(), setOp.getRowType())))
          .add(")");
      if (i > 0 && i < setOp.getInputs().size() - 1) {
        // EXCEPT groups from the left, which parentheses make plain.
        from = new Sql.Builder().add("((").add(dropFirst(from.build())).add(")");
      }
    }
    String alias = alias();
    from.add(") AS " + alias);
    return new Select(from.build(), columns(alias, setOp.getRowType().getFieldCount()));
  }

  /**
   * A WITH of its own, in a sub-select: its types are those that Calcite has found, which DuckDB
   * would take from the seed alone.
   */
  private Select repeatUnion(RepeatUnion union) {
    String name = "r" + aliases++;
    TransientTable rounds = Recursion.rounds(union.getTransientTable());
    if (rounds != null) {
      recursive.put(rounds, name);
    }
    String columns = String.join(", ", names(union.getRowType().getFieldCount()));
    Sql.Builder from = new Sql.Builder().add("(WITH RECURSIVE " + name + "(" + columns + ") AS (");
    for (int i = 0; i < union.getInputs().size(); i++) {
      RelNode input = union.getInput(i);
      from.add(i == 0 ? "(" : union.all ? " UNION ALL (" : " UNION (")
          .add(statement(castTo(write(input), input.getRowType(), union.getRowType())))
          .add(")");
    }
    String alias = alias();
    from.add(") SELECT * FROM " + name + ") AS " + alias);
    return new Select(from.build(), columns(alias, union.getRowType().getFieldCount()));
  }

  /** The rows of the round before. */
  private Select round(RelNode scan) {
    return fromTable(
        requireNonNull(recursive.get(Recursion.rounds(scan)), "A round outside its recursion"),
        scan.getRowType().getFieldCount());
  }

  private static Sql dropFirst(Sql sql) {
    List<String> pieces = new ArrayList<>(sql.pieces());
    pieces.set(0, pieces.get(0).substring(1));
    return new Sql(pieces);
  }

  /** DuckDB finds a common type by its own rules; Calcite has said which one it is. */
  private Select castTo(Select select, RelDataType from, RelDataType to) {
    List<Item> items = new ArrayList<>();
    Select input = select;
    for (int i = 0; i < select.items.size(); i++) {
      RelDataType target = to.getFieldList().get(i).getType();
      Item item = input.items.get(i);
      if (DuckDbTypes.sameStorage(from.getFieldList().get(i).getType(), target)
          || DuckDbTypes.sqlType(target).isEmpty()) {
        items.add(item);
      } else {
        items.add(
            new Item(
                "CAST(" + item.text() + " AS " + DuckDbTypes.sqlType(target).get() + ")",
                false,
                item.isOnce()));
      }
    }
    input.items = List.copyOf(items);
    return input;
  }

  private Select values(Values values) {
    String alias = alias();
    List<RelDataTypeField> fields = values.getRowType().getFieldList();
    if (values.getTuples().isEmpty()) {
      List<Item> nulls = new ArrayList<>();
      for (RelDataTypeField field : fields) {
        nulls.add(
            new Item(
                "CAST(NULL AS " + DuckDbTypes.sqlType(field.getType()).orElse("INTEGER") + ")",
                false,
                false));
      }
      Select empty = new Select(Sql.of("(VALUES (1)) AS " + alias + "(c0)"), nulls);
      empty.where.add(Sql.of("FALSE"));
      return wrap(empty);
    }
    RexToDuckDb rex = rex(List.of(), values);
    StringBuilder from = new StringBuilder("(VALUES ");
    for (int i = 0; i < values.getTuples().size(); i++) {
      List<RexLiteral> tuple = values.getTuples().get(i);
      from.append(i == 0 ? "(" : ", (");
      for (int j = 0; j < tuple.size(); j++) {
        // The first row decides the types.
        from.append(j == 0 ? "" : ", ");
        String text = rex.write(tuple.get(j));
        String type = DuckDbTypes.sqlType(fields.get(j).getType()).orElse("");
        from.append(i == 0 && !type.isEmpty() ? "CAST(" + text + " AS " + type + ")" : text);
      }
      from.append(tuple.isEmpty() ? "1)" : ")");
    }
    int columns = Math.max(1, fields.size());
    from.append(") AS ").append(alias).append('(').append(String.join(", ", names(columns)));
    return new Select(Sql.of(from.append(')').toString()), columns(alias, fields.size()));
  }

  private Select correlate(Correlate correlate) {
    Select left = joinable(write(correlate.getLeft()), true);
    correlated.put(correlate.getCorrelationId(), left.texts());
    Select right = wrap(write(correlate.getRight()));
    Sql.Builder from =
        new Sql.Builder()
            .add(left.from)
            .add(
                correlate.getJoinType() == JoinRelType.LEFT
                    ? " LEFT JOIN LATERAL "
                    : " JOIN LATERAL ")
            .add(right.from)
            .add(" ON TRUE");
    List<Item> items = new ArrayList<>(left.items);
    items.addAll(right.items);
    Select select = new Select(from.build(), items);
    select.where.addAll(left.where);
    return select;
  }

  /**
   * UNNEST of several lists walks them side by side, in Calcite and in DuckDB; the position counts
   * from 1.
   */
  private Select uncollect(Uncollect uncollect) {
    Select input = write(uncollect.getInput());
    if (!input.isRows()) {
      input = wrap(input);
    }
    List<Item> items = new ArrayList<>();
    for (String text : input.texts()) {
      items.add(new Item("unnest(" + text + ")", false, false));
    }
    if (uncollect.withOrdinality) {
      String longest =
          String.join(", ", input.texts().stream().map(text -> "len(" + text + ")").toList());
      items.add(
          new Item(
              "CAST(unnest(range(1, greatest(" + longest + ") + 1)) AS INTEGER)", false, false));
    }
    input.items = List.copyOf(items);
    return wrap(input);
  }

  RexToDuckDb rex(List<String> inputs, RelNode rel) {
    return new RexToDuckDb(new Scope(inputs), rel.getCluster().getTypeFactory().getTypeSystem());
  }

  /** What the names in one operator's expressions stand for. */
  private final class Scope implements RexScope {
    private final List<String> inputs;

    Scope(List<String> inputs) {
      this.inputs = inputs;
    }

    @Override
    public String inputRef(int index, RelDataType type) {
      return inputs.get(index);
    }

    @Override
    public String correlated(CorrelationId id, int fieldIndex) {
      List<String> outer = correlated.get(id);
      if (outer == null) {
        throw new IllegalStateException("No outer query defines " + id);
      }
      return outer.get(fieldIndex);
    }

    @Override
    public String parameter(int index) {
      int known = parameters.indexOf(index);
      if (known < 0) {
        known = parameters.size();
        parameters.add(index);
      }
      return "$" + (known + 1);
    }

    @Override
    public String subQuery(RelNode rel) {
      return statement(rel).text();
    }
  }
}
