package dev.skein.calcite.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.Lists;
import dev.skein.calcite.enumerable.GivenValue;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rel.StatementParameters;
import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.catalog.CatalogTable;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.TableSource.ParquetTable;
import dev.skein.runtime.worker.ReadingStatements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Reads a statement as DuckDB does, for the statements that Calcite does not.
 *
 * <p>DuckDB's parser makes a tree of it, which is checked: it only reads, with the table macros of
 * the database if it calls them, and its tables are all of one schema of the model. In the tree,
 * tables get the names that they have in DuckDB, and {@code /} becomes the division that cuts
 * integers as Calcite's does: {@code 7 / 2} is 3 in every statement. If that changed anything,
 * DuckDB writes the tree as SQL again.
 *
 * <p>A parameter has in DuckDB the type of the value that it is given, which may decide the types
 * of columns and whether a division is one of integers. So a statement with parameters is read
 * without values to see what it asks for, and again for each combination of types that it gets.
 */
public final class StatementReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "path";

  /** What DuckDB calls all rows that a recursive WITH has so far: {@code recurring.t}. */
  private static final String RECURRING = "recurring";

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
    DistributedRuntime parsing = main.runtime();
    String written = parsing.parser().tree(text);
    if (ReadingStatements.objection(written).isPresent()) {
      ReadingStatements.objection(written, parsing.tableMacros())
          .ifPresent(StatementReader::refuse);
    }
    JsonNode tree = parsed(written);
    if (asksForTables(tree)) {
      return node(tableNames(), reason, List.of(), main, cluster);
    }
    Names names = new Names();
    names.collect(tree);
    List<TypedValue> given =
        values.orElseGet(
            () -> Collections.nCopies(names.countParameters(), TypedValue.EXPLICIT_NULL));
    names.tables.removeIf(names::isRecurring);
    DistributedSchema schema = schemaOf(names.tables);
    boolean changed = false;
    for (ObjectNode table : names.tables) {
      changed |= resolve(table, names, schema);
    }
    for (ObjectNode column : names.columns) {
      changed |= dropSchema(column);
    }
    for (ObjectNode division : Lists.reverse(names.divisions)) {
      changed |= divide(division, tree, given, schema);
    }
    String sql = changed ? parsing.parser().text(tree.toString()) : withoutEnd(text);
    return node(sql, reason, given, schema, cluster);
  }

  /**
   * Makes a division of integers one that cuts; whether it is one. What is not the tree does not
   * tell, but {@code &} takes nothing else. Divisions within its operands come before it.
   */
  private boolean divide(
      ObjectNode division, JsonNode tree, List<TypedValue> given, DistributedSchema schema) {
    setOperator(division, "&");
    boolean integers = isValid(main.runtime().parser().text(tree.toString()), given, schema);
    setOperator(division, integers ? "//" : "/");
    return integers;
  }

  private static void setOperator(ObjectNode call, String operator) {
    ((ObjectNode) call.get("qualified_name")).putArray(PATH).add(operator);
  }

  private static boolean isValid(String sql, List<TypedValue> given, DistributedSchema schema) {
    try {
      columns(sql, given, schema);
      return true;
    } catch (SkeinException refused) {
      if (refused.kind() != Kind.USER) {
        throw refused;
      }
      return false;
    }
  }

  /** Of the statement inside another one, as it will run, so that nothing can follow it. */
  private static List<CatalogTable.Column> columns(
      String sql, List<TypedValue> given, DistributedSchema schema) {
    List<@Nullable Object> values = new ArrayList<>();
    given.forEach(value -> values.add(GivenValue.toDuckDb(value)));
    return schema.runtime().columns(alone(sql), values);
  }

  private static String alone(String sql) {
    return "SELECT * FROM (" + sql + "\n)";
  }

  private static DistributedStatement node(
      String sql,
      String reason,
      List<TypedValue> given,
      DistributedSchema schema,
      RelOptCluster cluster) {
    StatementParameters parameters = parameters(sql, given, schema, cluster.getTypeFactory());
    List<CatalogTable.Column> columns = columns(sql, given, schema);
    RelDataTypeFactory factory = cluster.getTypeFactory();
    List<String> names = new ArrayList<>();
    List<RelDataType> types = new ArrayList<>();
    List<Optional<String>> casts = new ArrayList<>();
    for (CatalogTable.Column column : columns) {
      DuckDbColumnType type = DuckDbTypeParser.parse(column.type());
      names.add(column.name());
      types.add(factory.createTypeWithNullability(type.relType(factory), true));
      boolean hasEnum = column.type().toUpperCase(Locale.ROOT).contains("ENUM(");
      casts.add(hasEnum ? Optional.of(type.readType()) : type.cast());
    }
    return new DistributedStatement(
        cluster,
        cluster.traitSetOf(schema.convention()),
        factory.createStructType(types, names),
        sql,
        casts,
        parameters,
        reason);
  }

  private static StatementParameters parameters(
      String sql, List<TypedValue> given, DistributedSchema schema, RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder row = factory.builder();
    if (!given.isEmpty()) {
      for (Optional<String> asked : schema.runtime().parameters(alone(sql))) {
        RelDataType type =
            asked
                .map(name -> DuckDbTypeParser.parse(name).relType(factory))
                .orElseGet(() -> factory.createSqlType(SqlTypeName.ANY));
        row.add("?" + row.getFieldCount(), factory.createTypeWithNullability(type, true));
      }
    }
    return new StatementParameters(row.build(), given.stream().map(value -> value.type).toList());
  }

  private static boolean asksForTables(JsonNode tree) {
    JsonNode from = tree.path("statements").path(0).path("node").path("from_table");
    return from.path("type").asText().equals("SHOW_REF")
        && from.path("table_name").asText().equals("\"tables\"");
  }

  /** The rows of SHOW TABLES: what the model calls a table is not all that DuckDB has. */
  private String tableNames() {
    return main.stored().stream()
        .map(table -> Quoting.literal(table.name()))
        .sorted()
        .collect(Collectors.joining(", ", "SELECT unnest(CAST([", "] AS VARCHAR[])) AS name"));
  }

  private static JsonNode parsed(String tree) {
    try {
      return JSON.readTree(tree);
    } catch (JsonProcessingException e) {
      throw new SkeinException(Kind.USER, "DuckDB's tree cannot be read: " + e.getMessage(), e);
    }
  }

  /** What a tree names, wherever in it. */
  private static final class Names {
    final List<ObjectNode> tables = new ArrayList<>();
    final List<ObjectNode> columns = new ArrayList<>();
    final List<ObjectNode> divisions = new ArrayList<>();
    final Set<String> withNames = new HashSet<>();
    final Set<String> parameters = new HashSet<>();

    void collect(JsonNode node) {
      if (node instanceof ObjectNode object) {
        switch (object.path("type").asText()) {
          case "BASE_TABLE" -> tables.add(object);
          case "COLUMN_REF" -> columns.add(object);
          case "VALUE_PARAMETER" -> parameters.add(object.path("identifier").asText());
          case "FUNCTION" -> {
            if (object.path("is_operator").asBoolean()
                && object.path("function_name").asText().equals("/")) {
              divisions.add(object);
            }
          }
          case "SHOW_REF" -> {
            if (!(object.get("query") instanceof ObjectNode)) {
              refuse("it asks for DuckDB's catalog");
            }
          }
          default -> {}
        }
        object
            .path("cte_map")
            .path("map")
            .forEach(entry -> withNames.add(lower(entry.path("key").asText())));
      }
      node.forEach(this::collect);
    }

    /** JDBC knows parameters by their numbers alone. */
    int countParameters() {
      for (int i = 1; i <= parameters.size(); i++) {
        if (!parameters.contains(Integer.toString(i))) {
          refuse("its parameters are not numbered from 1 to " + parameters.size());
        }
      }
      return parameters.size();
    }

    boolean isRecurring(ObjectNode table) {
      List<String> path = path(table);
      return path.size() == 2
          && path.get(0).equalsIgnoreCase(RECURRING)
          && withNames.contains(lower(path.get(1)));
    }
  }

  /** The schema that all qualified names mean; the main one if there are none. */
  private DistributedSchema schemaOf(List<ObjectNode> tables) {
    Set<DistributedSchema> named = new HashSet<>();
    for (ObjectNode table : tables) {
      List<String> path = path(table);
      if (path.size() > 1) {
        named.add(schema(path.get(path.size() - 2)));
      }
    }
    if (named.size() > 1) {
      throw refuse("it reads tables of several schemas");
    }
    return named.isEmpty() ? main : named.iterator().next();
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
    throw refuse("there is no schema " + name);
  }

  /** Gives a table its name in DuckDB; whether that is another one. */
  private boolean resolve(ObjectNode table, Names names, DistributedSchema schema) {
    List<String> path = path(table);
    String name = path.get(path.size() - 1);
    boolean stored =
        (path.size() > 1 || schema == main)
            && schema.stored().stream()
                .anyMatch(
                    each ->
                        each.name().equalsIgnoreCase(name)
                            && !(each.source().orElse(null) instanceof ParquetTable));
    boolean isWithName = path.size() == 1 && names.withNames.contains(lower(name));
    if (!stored && !isWithName) {
      refuse("there is no table " + String.join(".", path) + " in DuckDB");
    }
    boolean found = path.size() == 1 && schema.duckDbSchema().equals("main");
    if (found || isWithName) {
      if (stored && !found) {
        refuse(name + " is the name of a table and of a WITH");
      }
      return false;
    }
    ((ObjectNode) table.get("qualified_name")).putArray(PATH).add(schema.duckDbSchema()).add(name);
    return true;
  }

  /** A column may be named with the schema of its table, which has another name in DuckDB. */
  private boolean dropSchema(ObjectNode column) {
    ArrayNode parts = (ArrayNode) column.get("column_names");
    if (parts.size() > 2
        && schemas.keySet().stream().anyMatch(parts.get(0).asText()::equalsIgnoreCase)) {
      parts.remove(0);
      return true;
    }
    return false;
  }

  private static List<String> path(ObjectNode table) {
    List<String> path = new ArrayList<>();
    table.path("qualified_name").path(PATH).forEach(part -> path.add(part.asText()));
    if (path.isEmpty()) {
      throw refuse("a table in it has no name");
    }
    return path;
  }

  /** Without the semicolons and spaces at its end. */
  private static String withoutEnd(String text) {
    return text.replaceAll("[;\\s]+$", "");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static SkeinException refuse(String why) {
    throw new SkeinException(Kind.USER, "DuckDB does not run this statement as it is: " + why);
  }
}
