package dev.skein.calcite.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tree that DuckDB's parser made of a statement, and what it names, wherever in it. */
final class StatementTree {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "path";

  /** What DuckDB calls all rows that a recursive WITH has so far: {@code recurring.t}. */
  private static final String RECURRING = "recurring";

  /**
   * DuckDB (2.0.0) calls itself for each level, up to a thousand, and ends the process where the
   * stack of a thread is too small: 400 CASEs in each other need more than Java's usual 1 MB.
   */
  private static final int MAX_DEPTH = 300;

  private static final Set<String> FILE_FUNCTIONS = Set.of("read_parquet", "parquet_scan");

  private final JsonNode root;
  private final List<ObjectNode> tables = new ArrayList<>();
  private final List<ObjectNode> columns = new ArrayList<>();
  private final List<ObjectNode> divisions = new ArrayList<>();
  private final Set<String> withNames = new HashSet<>();
  private final Set<String> parameters = new HashSet<>();

  /**
   * @param text as {@link dev.skein.runtime.worker.StatementParser} writes it
   * @throws SkeinException of kind USER if it asks for more than tables
   */
  StatementTree(String text) {
    root = parsed(text);
    if (!asksForTables()) {
      collect(root, 0);
      tables.removeIf(this::isRecurring);
    }
  }

  static JsonNode parsed(String tree) {
    try {
      return JSON.readTree(tree);
    } catch (JsonProcessingException e) {
      throw new SkeinException(Kind.USER, "DuckDB's tree cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether it is SHOW TABLES, and nothing else. */
  boolean asksForTables() {
    JsonNode from = fromClause(root);
    return from.path("type").asText().equals("SHOW_REF")
        && from.path("table_name").asText().equals("\"tables\"");
  }

  /** The FROM clause of a tree's outermost SELECT. */
  static JsonNode fromClause(JsonNode tree) {
    return tree.path("statements").path(0).path("node").path("from_table");
  }

  private void collect(JsonNode node, int above) {
    int depth = above;
    if (node instanceof ObjectNode object) {
      if (object.has("class") || object.path("type").asText().equals("SELECT_NODE")) {
        depth++;
      }
      if (depth > MAX_DEPTH) {
        throw refusal("it is more than " + MAX_DEPTH + " expressions or queries deep");
      }
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
        case "TABLE_FUNCTION" -> {
          if (FILE_FUNCTIONS.contains(lower(object.at("/function/function_name").asText()))) {
            throw refusal("it reads files");
          }
        }
        case "SHOW_REF" -> {
          if (!(object.get("query") instanceof ObjectNode)) {
            throw refusal("it asks for DuckDB's catalog");
          }
        }
        default -> {}
      }
      object
          .path("cte_map")
          .path("map")
          .forEach(entry -> withNames.add(lower(entry.path("key").asText())));
    }
    int within = depth;
    node.forEach(child -> collect(child, within));
  }

  private boolean isRecurring(ObjectNode table) {
    List<String> path = path(table);
    return path.size() == 2
        && path.get(0).equalsIgnoreCase(RECURRING)
        && withNames.contains(lower(path.get(1)));
  }

  /** The names of tables, and of WITHs. */
  List<ObjectNode> tables() {
    return tables;
  }

  List<ObjectNode> columns() {
    return columns;
  }

  /** From the outermost to those within their operands. */
  List<ObjectNode> divisions() {
    return divisions;
  }

  /** Whether a name may be that of a WITH. */
  boolean isWithName(List<String> path) {
    return path.size() == 1 && withNames.contains(lower(path.get(0)));
  }

  /** JDBC knows parameters by their numbers alone. */
  int countParameters() {
    for (int i = 1; i <= parameters.size(); i++) {
      if (!parameters.contains(Integer.toString(i))) {
        throw new NotAsWritten(
            "its parameters are not numbered from 1 to "
                + parameters.size()
                + "; write ? for each");
      }
    }
    return parameters.size();
  }

  /** The parts of a table's name. */
  static List<String> path(ObjectNode table) {
    List<String> path = new ArrayList<>();
    table.path("qualified_name").path(PATH).forEach(part -> path.add(part.asText()));
    if (path.isEmpty()) {
      throw refusal("a table in it has no name");
    }
    return path;
  }

  /** Gives a table or a function another name. */
  static void rename(ObjectNode named, List<String> parts) {
    var path = ((ObjectNode) named.get("qualified_name")).putArray(PATH);
    parts.forEach(path::add);
  }

  /**
   * Whether two expressions are the same, wherever they are written and whatever they are called.
   */
  static boolean isSame(ObjectNode one, ObjectNode other) {
    return withoutPlace(one).equals(withoutPlace(other));
  }

  private static ObjectNode withoutPlace(ObjectNode expression) {
    ObjectNode copy = expression.deepCopy();
    for (JsonNode each : copy.findParents("query_location")) {
      ((ObjectNode) each).remove(List.of("query_location", "query_location_length", "alias"));
    }
    return copy;
  }

  @Override
  public String toString() {
    return root.toString();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static SkeinException refusal(String why) {
    return new SkeinException(Kind.USER, "DuckDB does not run this statement as it is: " + why);
  }
}
