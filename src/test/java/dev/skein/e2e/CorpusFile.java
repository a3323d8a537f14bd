package dev.skein.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a corpus file: statements that end with a semicolon at the end of a line, with comments
 * before them. A comment is the title of what follows, or one of
 *
 * <pre>
 * -- ties: 1, 2       rows that agree in these result columns may come in any order
 * -- approximate      doubles may differ in the last digits
 * -- fails            both must refuse the statement
 * -- parameters: 1    DuckDB expressions for the dynamic parameters
 * -- duckdb:          the next statement is the previous one as DuckDB must be asked
 * </pre>
 */
final class CorpusFile {
  /** The files of {@code src/test/resources/sql} that read the fixture {@code corpus}. */
  static final List<String> TOPICS =
      List.of(
          "scan_filter",
          "project_expressions",
          "aggregate",
          "group_by",
          "distinct",
          "order_limit",
          "joins",
          "subqueries",
          "set_operations",
          "windows",
          "grouping_sets",
          "strings",
          "dates",
          "decimals",
          "nulls",
          "names",
          "with",
          "parameters",
          "found",
          "native_functions",
          "duckdb_notation",
          "duckdb_statements");

  private final List<CorpusQuery> queries = new ArrayList<>();
  private String title = "";
  private List<Integer> ties = List.of();
  private boolean approximate;
  private boolean fails;
  private boolean counterpart;
  private String parameters = "";

  private CorpusFile() {}

  /** The queries of {@code sql/<topic>.sql}, in the order of the file. */
  static List<CorpusQuery> read(String topic) {
    CorpusFile file = new CorpusFile();
    StringBuilder statement = new StringBuilder();
    for (String line : text("sql/" + topic + ".sql").lines().toList()) {
      if (line.startsWith("-- ")) {
        file.comment(line.substring(3).strip());
      } else if (!line.isBlank()) {
        statement.append(statement.isEmpty() ? "" : "\n").append(line);
        if (line.endsWith(";")) {
          statement.setLength(statement.length() - 1);
          file.statement(statement.toString());
          statement.setLength(0);
        }
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalArgumentException(topic + ".sql ends inside a statement: " + statement);
    }
    return file.queries;
  }

  /** A resource of the tests as text. */
  static String text(String resource) {
    try (InputStream in = CorpusFile.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("No resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void comment(String comment) {
    if (comment.startsWith("ties:")) {
      ties =
          Arrays.stream(comment.substring("ties:".length()).split(","))
              .map(key -> Integer.valueOf(key.strip()))
              .toList();
    } else if (comment.equals("approximate")) {
      approximate = true;
    } else if (comment.equals("fails")) {
      fails = true;
    } else if (comment.equals("duckdb:")) {
      counterpart = true;
    } else if (comment.startsWith("parameters:")) {
      parameters = comment.substring("parameters:".length()).strip();
    } else {
      title = comment;
    }
  }

  private void statement(String sql) {
    if (counterpart) {
      CorpusQuery last = queries.remove(queries.size() - 1);
      queries.add(
          new CorpusQuery(
              last.title(),
              last.sql(),
              sql,
              last.tiedKeys(),
              last.approximate(),
              last.fails(),
              last.parameters()));
    } else {
      queries.add(new CorpusQuery(title, sql, sql, ties, approximate, fails, parameters));
    }
    ties = List.of();
    approximate = false;
    fails = false;
    counterpart = false;
    parameters = "";
  }
}
