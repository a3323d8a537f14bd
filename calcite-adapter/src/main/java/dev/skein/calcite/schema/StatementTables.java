package dev.skein.calcite.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Gives the tables in a statement's tree the names that they have in DuckDB: those of a database
 * their DuckDB schema, those of Parquet files the function that reads exactly these files.
 */
final class StatementTables {
  private final Map<String, DistributedSchema> schemas;
  private final DistributedSchema main;
  private final UnaryOperator<String> parser;
  private final Set<DistributedSchema> used = new LinkedHashSet<>();
  private final Set<ParquetTable> parquet = new LinkedHashSet<>();
  private final List<Named> named = new ArrayList<>();
  private boolean changed;

  /** A table of the tree and the schema in which the statement looks for it. */
  private record Named(ObjectNode node, List<String> path, DistributedSchema schema) {
    String name() {
      return path.get(path.size() - 1);
    }
  }

  /**
   * @param schemas the schemas by the names that statements give them
   * @param main where names without a schema are looked for
   * @param parser makes trees of SQL
   */
  StatementTables(
      Map<String, DistributedSchema> schemas,
      DistributedSchema main,
      UnaryOperator<String> parser) {
    this.schemas = schemas;
    this.main = main;
    this.parser = parser;
  }

  /**
   * Names all tables of a tree.
   *
   * @throws SkeinException of kind USER if one of them is none of a Skein schema
   * @throws NotAsWritten if DuckDB cannot read all of them in one statement
   */
  void resolve(StatementTree tree) {
    tree.tables().forEach(table -> find(table, tree));
    if (used.isEmpty()) {
      used.add(main);
    }
    DistributedSchema home = home();
    for (DistributedSchema schema : used) {
      if (!home.sharesDataWith(schema)) {
        throw new NotAsWritten(
            "it reads tables of "
                + names()
                + ", which are not in one database file; write it for the tables of one of them");
      }
    }
    named.forEach(this::rename);
    tree.columns().forEach(this::nameSchema);
  }

  private void find(ObjectNode table, StatementTree tree) {
    List<String> path = StatementTree.path(table);
    Named found =
        new Named(table, path, path.size() > 1 ? schema(path.get(path.size() - 2)) : main);
    Optional<DistributedTable> stored = stored(found);
    if (stored.isEmpty() && !tree.isWithName(path)) {
      throw StatementTree.refusal("there is no table " + String.join(".", path) + " in DuckDB");
    }
    if (stored.isPresent() && tree.isWithName(path) && !isFoundByDuckDb(found)) {
      throw new NotAsWritten(
          found.name() + " is the name of a table and of a WITH; give the WITH another name");
    }
    if (stored.isPresent()) {
      used.add(found.schema());
      named.add(found);
    }
  }

  private DistributedSchema schema(String name) {
    for (Map.Entry<String, DistributedSchema> schema : schemas.entrySet()) {
      if (schema.getKey().equalsIgnoreCase(name)) {
        return schema.getValue();
      }
    }
    if (main.duckDbSchema().equalsIgnoreCase(name)) {
      return main;
    }
    throw StatementTree.refusal("there is no schema " + name);
  }

  private static Optional<DistributedTable> stored(Named table) {
    return table.schema().stored().stream()
        .filter(each -> each.name().equalsIgnoreCase(table.name()))
        .findFirst();
  }

  private static Optional<ParquetTable> files(Named table) {
    return stored(table)
        .flatMap(DistributedTable::source)
        .map(source -> source instanceof ParquetTable files ? files : null);
  }

  /** Whether DuckDB knows a table by the name that it has in the statement. */
  private static boolean isFoundByDuckDb(Named table) {
    return table.path().size() == 1
        && table.schema().duckDbSchema().equals("main")
        && files(table).isEmpty();
  }

  /** The schema that runs the statement: the default one, if it is among those that are read. */
  DistributedSchema home() {
    return used.contains(main) ? main : used.iterator().next();
  }

  private String names() {
    return schemas.entrySet().stream()
        .filter(schema -> used.contains(schema.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(" and "));
  }

  private void rename(Named table) {
    Optional<ParquetTable> files = files(table);
    if (files.isPresent()) {
      readFiles(table, files.get());
      changed = true;
    } else if (!isFoundByDuckDb(table)) {
      StatementTree.rename(table.node(), List.of(table.schema().duckDbSchema(), table.name()));
      changed = true;
    }
  }

  /** Makes a table the call that reads its files, under its name or the alias that it has. */
  private void readFiles(Named table, ParquetTable files) {
    ObjectNode node = table.node();
    String alias = node.path("alias").asText();
    String sql =
        "SELECT * FROM "
            + files.sql()
            + " AS "
            + Quoting.identifier(alias.isEmpty() ? table.name() : alias);
    ObjectNode call =
        (ObjectNode) StatementTree.fromClause(StatementTree.parsed(parser.apply(sql)));
    JsonNode columns = node.get("column_name_alias");
    JsonNode sample = node.get("sample");
    node.removeAll();
    node.setAll(call);
    node.set("column_name_alias", columns);
    node.set("sample", sample);
    parquet.add(files);
  }

  /**
   * A column may be named with the schema of its table, which may have another name in DuckDB, and
   * none where the table is files.
   */
  private void nameSchema(ObjectNode column) {
    ArrayNode parts = (ArrayNode) column.get("column_names");
    if (parts.size() < 3) {
      return;
    }
    String given = parts.get(0).asText();
    List<Named> namesakes =
        named.stream().filter(each -> each.name().equalsIgnoreCase(parts.get(1).asText())).toList();
    Optional<Named> meant =
        namesakes.stream().filter(each -> isCalled(each.schema(), given)).findFirst();
    if (meant.isEmpty()) {
      return;
    }
    DistributedSchema schema = meant.get().schema();
    boolean files = files(meant.get()).isPresent();
    if (namesakes.stream()
        .map(Named::schema)
        .anyMatch(each -> each != schema && (files || isSame(each, schema)))) {
      throw new NotAsWritten(
          "two schemas have a table "
              + meant.get().name()
              + "; give them aliases to tell their columns apart");
    }
    if (files) {
      parts.remove(0);
      changed = true;
    } else if (!schema.duckDbSchema().equalsIgnoreCase(given)) {
      parts.set(0, schema.duckDbSchema());
      changed = true;
    }
  }

  private static boolean isSame(DistributedSchema one, DistributedSchema other) {
    return one.duckDbSchema().equalsIgnoreCase(other.duckDbSchema());
  }

  private boolean isCalled(DistributedSchema schema, String name) {
    return schemas.entrySet().stream()
        .anyMatch(each -> each.getValue() == schema && each.getKey().equalsIgnoreCase(name));
  }

  /** Whether the tree is another one now. */
  boolean isChanged() {
    return changed;
  }

  /** The Parquet files that the statement reads. */
  List<ParquetTable> parquet() {
    return List.copyOf(parquet);
  }
}
