package dev.skein.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Runs a query on one plain DuckDB and on Skein in several deployments over the same file, and
 * compares types and rows.
 */
final class Oracle implements AutoCloseable {
  private final Connection plain;
  private final Map<Deployment, Connection> deployments = new LinkedHashMap<>();

  /** Opens the file once as DuckDB does and once for each deployment. */
  Oracle(Path database, List<Deployment> deployments) throws SQLException, IOException {
    this.plain = Fixture.openPlain(database);
    for (Deployment deployment : deployments) {
      this.deployments.put(
          deployment, deployment.connect(database, database.toAbsolutePath().getParent()));
    }
  }

  /** The connections of all deployments. */
  Collection<Connection> connections() {
    return deployments.values();
  }

  /** Checks a query with one text for both. */
  void check(String sql) throws SQLException {
    check(CorpusQuery.of(sql));
  }

  /** Checks a query in every deployment and names all that differ. */
  void check(CorpusQuery query) throws SQLException {
    check(query, deployments.keySet());
  }

  /** Checks a query in some deployments and names all that differ. */
  void check(CorpusQuery query, Collection<Deployment> chosen) throws SQLException {
    List<@Nullable Object> parameters = parameters(query);
    @Nullable Answer expected = null;
    try {
      expected = run(plain, query.duckDbSql(), parameters);
    } catch (SQLException e) {
      if (!query.fails()) {
        throw new AssertionFailedError("DuckDB refuses " + query.duckDbSql(), e);
      }
    }
    if (query.fails() && expected != null) {
      throw new AssertionFailedError("DuckDB does not refuse " + query.duckDbSql());
    }
    StringBuilder differences = new StringBuilder();
    @Nullable Throwable cause = null;
    for (Deployment deployment : chosen) {
      Connection connection = Objects.requireNonNull(deployments.get(deployment));
      try {
        Answer actual = run(connection, query.sql(), parameters);
        if (expected == null) {
          differences.append(
              "%n%s gives rows where DuckDB fails:%n%s"
                  .formatted(deployment.name(), actual.head(5)));
        } else {
          // Calcite's own type system sums integers to their own type.
          Answer comparable =
              deployment.isPlain() ? new Answer(expected.types(), actual.rows()) : actual;
          describe(query, expected, comparable, deployment, connection)
              .ifPresent(differences::append);
        }
      } catch (SQLException | RuntimeException | LinkageError | AssertionError e) {
        // Calcite asserts, too, where it fails.
        if (expected != null) {
          differences.append("%n%s fails: %s%n".formatted(deployment.name(), rootMessage(e)));
          cause = e;
        }
      }
    }
    if (!differences.isEmpty()) {
      throw new AssertionFailedError(query.sql() + "\n" + differences, cause);
    }
  }

  /** Whether a deployment leaves the query to DuckDB as it is written. */
  boolean handsOver(CorpusQuery query, Deployment deployment) {
    Connection connection = Objects.requireNonNull(deployments.get(deployment));
    return explain(connection, query.sql()).contains("DistributedStatement");
  }

  /** Checks a query that a deployment hands over: only its division of integers is Calcite's. */
  void checkHandedOver(CorpusQuery query, Deployment deployment) throws SQLException {
    try (Statement setting = plain.createStatement()) {
      setting.execute("SET integer_division = true");
      try {
        check(query.withOneText(), List.of(deployment));
      } finally {
        setting.execute("RESET integer_division");
      }
    }
  }

  private Optional<String> describe(
      CorpusQuery query,
      Answer expected,
      Answer actual,
      Deployment deployment,
      Connection connection) {
    return new AnswerComparison(query)
        .difference(expected, actual)
        .map(
            difference ->
                "%n%s differs: %s%nDuckDB:%n%sSkein:%n%sPlan:%n%s%n"
                    .formatted(
                        deployment.name(),
                        difference,
                        expected.head(5),
                        actual.head(5),
                        explain(connection, query.sql())));
  }

  private static String explain(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN PLAN FOR " + sql)) {
      plan.next();
      return plan.getString(1);
    } catch (SQLException | AssertionError e) {
      return "EXPLAIN fails: " + rootMessage(e);
    }
  }

  /** All that an error and its causes say. */
  static String messages(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = error; each != null; each = each.getCause()) {
      text.append(each.getMessage()).append('\n');
    }
    return text.toString();
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // Calcite hides why an operator could not be implemented.
    String hidden = root.getSuppressed().length == 0 ? "" : rootMessage(root.getSuppressed()[0]);
    return root.getClass().getSimpleName() + ": " + root.getMessage() + " " + hidden;
  }

  /** Runs one statement and reads all of it. */
  static Answer run(Connection connection, String sql, List<@Nullable Object> parameters)
      throws SQLException {
    if (parameters.isEmpty()) {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        return AnswerReader.read(result);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet result = statement.executeQuery()) {
        return AnswerReader.read(result);
      }
    }
  }

  /** DuckDB computes the parameters' expressions; both systems are given the same objects. */
  private List<@Nullable Object> parameters(CorpusQuery query) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    if (query.parameters().isEmpty()) {
      return values;
    }
    try (Statement statement = plain.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + query.parameters())) {
      result.next();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        Object value = result.getObject(i);
        values.add(value instanceof LocalDate date ? java.sql.Date.valueOf(date) : value);
      }
    }
    return values;
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : deployments.values()) {
      connection.close();
    }
    plain.close();
  }
}
