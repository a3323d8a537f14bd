package dev.skein.runtime.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells statements that do nothing but read from all others, by their trees.
 *
 * <p>DuckDB's parser makes trees only of SELECT statements. What still has to be found in a tree
 * (DuckDB 2.0.0): several statements, which the JDBC driver would run one after the other; a WITH
 * whose query copies, inserts, updates or deletes ({@code COPY_QUERY_NODE} and its like); and
 * functions that do more than read. Table functions are of all kinds, from {@code arrow_scan},
 * which takes raw pointers, to {@code query}, which runs a text, so those that queries use are
 * listed; scalar functions compute, except a few.
 */
public final class ReadingStatements {
  private static final Set<String> READING_NODES =
      Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE");
  private static final String NODE_SUFFIX = "_NODE";

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "generate_series",
          "json_each",
          "json_tree",
          "parquet_scan",
          "range",
          "read_parquet",
          "repeat",
          "repeat_row",
          "test_all_types",
          "test_vector_types",
          "unnest");
  private static final Set<String> REFUSED_FUNCTIONS =
      Set.of("current_setting", "getenv", "nextval", "setseed", "setval", "sleep_ms", "write_log");

  private static final int MAX_DEPTH = 20_000;

  /** The object in the array in the object that is the tree. */
  private static final int STATEMENT_DEPTH = 3;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private ReadingStatements() {}

  /** What is open around a place in the tree: the field it is the value of, and its type. */
  private static final class Scope {
    private final @Nullable String field;
    private @Nullable String type;

    Scope(@Nullable String field) {
      this.field = field;
    }
  }

  /** Why a tree is not that of one statement that only reads; empty if it is. */
  public static Optional<String> objection(String tree) {
    return objection(tree, Set.of());
  }

  /**
   * The same where the statement may also call table macros of its database, which are as good as
   * the views there.
   *
   * @param macros their names, in lower case
   */
  public static Optional<String> objection(String tree, Set<String> macros) {
    try {
      return Optional.ofNullable(objectionTo(tree, macros));
    } catch (IOException e) {
      return Optional.of("DuckDB cannot parse this: " + e.getMessage());
    }
  }

  private static @Nullable String objectionTo(String tree, Set<String> macros) throws IOException {
    Deque<Scope> scopes = new ArrayDeque<>();
    int statements = 0;
    boolean error = false;
    String says = "";
    try (JsonParser json = JSON.createParser(tree)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String name = json.currentName();
        if (token == JsonToken.START_OBJECT) {
          scopes.push(new Scope(name));
          if (json.getParsingContext().getNestingDepth() == STATEMENT_DEPTH) {
            statements++;
          }
        } else if (token == JsonToken.END_OBJECT) {
          scopes.pop();
        } else if (token == JsonToken.VALUE_TRUE && scopes.size() == 1 && "error".equals(name)) {
          error = true;
        } else if (token == JsonToken.VALUE_STRING && name != null) {
          if (scopes.size() == 1 && name.equals("error_message")) {
            says = json.getText();
          }
          String objection = objectionTo(name, json.getText(), scopes, macros);
          if (objection != null) {
            return objection;
          }
        }
      }
    }
    if (error) {
      return "DuckDB says of this: " + says;
    }
    return statements == 1 ? null : "these are " + statements;
  }

  private static @Nullable String objectionTo(
      String name, String value, Deque<Scope> scopes, Set<String> macros) {
    Scope scope = scopes.element();
    if (name.equals("type")) {
      scope.type = value;
      return value.endsWith(NODE_SUFFIX) && !READING_NODES.contains(value)
          ? "this one also writes"
          : null;
    }
    if (!name.equals("function_name")) {
      return null;
    }
    String function = value.toLowerCase(Locale.ROOT);
    boolean refused =
        isOfTable(scopes)
            ? !TABLE_FUNCTIONS.contains(function) && !macros.contains(function)
            : REFUSED_FUNCTIONS.contains(function);
    return refused ? "this one calls " + function : null;
  }

  /** A table function is the field "function" of a TABLE_FUNCTION. */
  private static boolean isOfTable(Deque<Scope> scopes) {
    Iterator<Scope> outwards = scopes.iterator();
    return "function".equals(outwards.next().field)
        && outwards.hasNext()
        && "TABLE_FUNCTION".equals(outwards.next().type);
  }
}
