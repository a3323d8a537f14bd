package dev.skein.calcite.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.worker.ReadingStatements;
import dev.skein.runtime.worker.StatementParser;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.plan.RelOptCluster;

/**
 * Reads a statement as DuckDB does, for the statements that Calcite does not.
 *
 * <p>DuckDB's parser makes a tree of it, which is checked: it only reads, with the table macros of
 * the database if it calls them, and its tables are all of one database that the model names. In
 * the tree, tables get the names that they have in DuckDB, and {@code /} becomes the division that
 * cuts integers as Calcite's does: {@code 7 / 2} is 3 in every statement. If that changed anything,
 * DuckDB writes the tree as SQL again.
 *
 * <p>A parameter has in DuckDB the type of the value that it is given, which may decide the types
 * of columns and whether a division is one of integers. So a statement with parameters is read
 * without values to see what it asks for, and again for each combination of types that it gets.
 */
public final class StatementReader {
  /** What may be the end of a statement before comments, or stand in a text. */
  private static final Pattern END = Pattern.compile(";[;\\s]*+(--|/\\*)");

  private final Map<String, DistributedSchema> schemas;
  private final DistributedSchema main;

  /**
   * A reader for one connection.
   *
   * @param schemas the schemas by the names that statements give them
   * @param main where names without a schema are looked for
   */
  public StatementReader(Map<String, DistributedSchema> schemas, DistributedSchema main) {
    this.schemas = schemas;
    this.main = main;
  }

  /**
   * The statement as a relational node, with its parameters NULL.
   *
   * @param reason why DuckDB runs it as it is
   * @throws SkeinException of kind USER if DuckDB does not take it
   * @throws NotAsWritten if DuckDB might take it, but it cannot be run so
   */
  public DistributedStatement read(String text, String reason, RelOptCluster cluster) {
    return read(text, reason, Optional.empty(), cluster);
  }

  /** The same for values of the types of these. */
  public DistributedStatement read(
      String text, String reason, List<TypedValue> values, RelOptCluster cluster) {
    return read(text, reason, Optional.of(values), cluster);
  }

  private DistributedStatement read(
      String text, String reason, Optional<List<TypedValue>> values, RelOptCluster cluster) {
    StatementParser parser = main.runtime().parser();
    String written = parser.tree(text);
    if (ReadingStatements.objection(written).isPresent()) {
      Optional<String> objection =
          ReadingStatements.objection(written, main.runtime().tableMacros());
      if (objection.isPresent()) {
        throw StatementTree.refusal(objection.get());
      }
    }
    StatementTree tree = new StatementTree(written);
    if (tree.asksForTables()) {
      return new StatementShape(main, List.of(), List.of()).node(tableNames(), reason, cluster);
    }
    StatementTables tables = new StatementTables(schemas, main, parser::tree);
    tables.resolve(tree);
    List<TypedValue> nulls = Collections.nCopies(tree.countParameters(), TypedValue.EXPLICIT_NULL);
    StatementShape shape =
        new StatementShape(tables.home(), tables.parquet(), values.orElse(nulls));
    String plain = withoutEnd(text);
    boolean changed = tables.isChanged() || END.matcher(plain).find();
    changed |= divide(tree, shape);
    String sql = changed ? parser.text(tree.toString()) : plain;
    if (values.isEmpty()) {
      shape.checkBeforeValues(sql);
    }
    return shape.node(sql, reason, cluster);
  }

  /**
   * Makes divisions of integers ones that cut; whether there are any. What is not the tree does not
   * tell, but {@code &} takes nothing else. Divisions within the operands of others come before
   * them. One by which rows are grouped can only be changed wherever it is written.
   */
  private boolean divide(StatementTree tree, StatementShape shape) {
    Set<ObjectNode> cut = Sets.newIdentityHashSet();
    List<ObjectNode> divisions = Lists.reverse(tree.divisions());
    for (ObjectNode division : divisions) {
      if (!cut.contains(division)) {
        List<ObjectNode> alone = List.of(division);
        List<ObjectNode> equal =
            divisions.stream()
                .filter(each -> !cut.contains(each) && StatementTree.isSame(each, division))
                .toList();
        List<ObjectNode> integers =
            areOfIntegers(alone, tree, shape)
                ? alone
                : equal.size() > 1 && areOfIntegers(equal, tree, shape) ? equal : List.of();
        integers.forEach(each -> StatementTree.rename(each, List.of("//")));
        cut.addAll(integers);
      }
    }
    return !cut.isEmpty();
  }

  private boolean areOfIntegers(
      List<ObjectNode> divisions, StatementTree tree, StatementShape shape) {
    divisions.forEach(division -> StatementTree.rename(division, List.of("&")));
    boolean valid = shape.isValid(main.runtime().parser().text(tree.toString()));
    divisions.forEach(division -> StatementTree.rename(division, List.of("/")));
    return valid;
  }

  /** The rows of SHOW TABLES: what the model calls a table is not all that DuckDB has. */
  private String tableNames() {
    return main.stored().stream()
        .map(table -> Quoting.literal(table.name()))
        .sorted()
        .collect(Collectors.joining(", ", "SELECT unnest(CAST([", "] AS VARCHAR[])) AS name"));
  }

  /** Without the semicolons and spaces at its end. */
  private static String withoutEnd(String text) {
    return text.replaceAll("[;\\s]+$", "");
  }
}
