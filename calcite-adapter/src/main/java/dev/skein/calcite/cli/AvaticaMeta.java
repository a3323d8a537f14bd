package dev.skein.calcite.cli;

import dev.skein.calcite.enumerable.ConnectionLimits;
import dev.skein.calcite.jdbc.Driver;
import dev.skein.runtime.QueryLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.AvaticaUtils;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.jdbc.JdbcMeta;
import org.apache.calcite.avatica.jdbc.StatementInfo;
import org.apache.calcite.avatica.remote.TypedValue;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection to the served model for each of Avatica's clients, and ends what runs for one
 * that has gone. Called on Jetty's threads, each of which then knows its HTTP connection.
 */
final class AvaticaMeta extends JdbcMeta {
  private static final Logger LOG = LoggerFactory.getLogger(AvaticaMeta.class);

  /**
   * As long as Avatica remembers a connection; if Jetty closed it before, nobody saw a client end.
   */
  private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private static final List<String> FORWARDED = List.of("Via", "Forwarded", "X-Forwarded-For");

  private final Path model;
  private final Map<String, String> properties;
  private final QueryLimits limits;
  private final ScheduledExecutorService clock;
  private final ClientStatements statements = new ClientStatements();
  private final RemoteClients clients;

  /**
   * @param properties of every connection; a client can only lower the limits among them
   * @param clock closed by the caller
   */
  AvaticaMeta(Path model, Map<String, String> properties, ScheduledExecutorService clock)
      throws SQLException {
    super("jdbc:skein:");
    this.model = model;
    this.properties = properties;
    this.limits = limits(properties);
    this.clock = clock;
    this.clients = new RemoteClients(clock, statements::end);
  }

  /** To be told of the HTTP connections that end. */
  RemoteClients clients() {
    return clients;
  }

  private static QueryLimits limits(Map<String, String> properties) {
    Properties named = new Properties();
    named.putAll(properties);
    return ConnectionLimits.of(named);
  }

  /**
   * Drops the client's properties but for its limits: Calcite's own would let it name another
   * model, or a class to load on the server.
   */
  @Override
  public void openConnection(ConnectionHandle handle, @Nullable Map<String, String> asked) {
    request(handle.id);
    Map<String, String> lowered = new HashMap<>(asked == null ? Map.of() : asked);
    lowered.keySet().retainAll(ConnectionLimits.NAMES);
    super.openConnection(handle, ConnectionLimits.properties(limits.and(limits(lowered))));
  }

  @Override
  protected Connection createConnection(String url, Properties info) {
    Map<String, String> all = new HashMap<>(properties);
    info.stringPropertyNames().forEach(name -> all.put(name, info.getProperty(name)));
    all.put(Driver.TYPES_AS_PREPARED, "true");
    return SkeinConnection.open(model, all);
  }

  @Override
  public void closeConnection(ConnectionHandle handle) {
    super.closeConnection(handle);
    statements.forget(handle.id);
    clients.forget(handle.id);
  }

  @Override
  public StatementHandle createStatement(ConnectionHandle handle) {
    request(handle.id);
    try {
      Statement statement = getConnection(handle.id).createStatement();
      return keep(new StatementHandle(handle.id, nextId(), null), statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public StatementHandle prepare(ConnectionHandle handle, String sql, long maxRowCount) {
    request(handle.id);
    try {
      PreparedStatement statement = getConnection(handle.id).prepareStatement(sql);
      statement.setMaxRows(Math.max(0, AvaticaUtils.toSaturatedInt(maxRowCount)));
      Signature signature =
          signature(
              statement.getMetaData(),
              statement.getParameterMetaData(),
              sql,
              statement.unwrap(AvaticaStatement.class).getStatementType());
      return keep(new StatementHandle(handle.id, nextId(), signature), statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int nextId() {
    return getStatementIdGenerator().getAndIncrement();
  }

  private StatementHandle keep(StatementHandle handle, Statement statement) {
    getStatementCache().put(handle.id, new StatementInfo(statement));
    statements.add(handle, statement);
    return handle;
  }

  @Override
  public void closeStatement(StatementHandle handle) {
    super.closeStatement(handle);
    statements.forget(handle.id);
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle handle,
      String sql,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback)
      throws NoSuchStatementException {
    HangUp hangUp = begin(handle);
    try (hangUp) {
      return super.prepareAndExecute(handle, sql, maxRowCount, maxRowsInFirstFrame, callback);
    }
  }

  @Override
  public ExecuteResult execute(
      StatementHandle handle, List<TypedValue> parameterValues, int maxRowsInFirstFrame)
      throws NoSuchStatementException {
    HangUp hangUp = begin(handle);
    try (hangUp) {
      return super.execute(handle, parameterValues, maxRowsInFirstFrame);
    }
  }

  @Override
  public boolean syncResults(StatementHandle handle, QueryState state, long offset)
      throws NoSuchStatementException {
    HangUp hangUp = begin(handle);
    try (hangUp) {
      return super.syncResults(handle, state, offset);
    }
  }

  @Override
  public Frame fetch(StatementHandle handle, long offset, int fetchMaxRowCount)
      throws NoSuchStatementException, MissingResultsException {
    HangUp hangUp = watch(handle);
    try (hangUp) {
      statements.check(handle.id);
      return super.fetch(handle, offset, fetchMaxRowCount);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A statement runs again, whatever became of it before. */
  private HangUp begin(StatementHandle handle) {
    statements.begin(handle.id);
    return watch(handle);
  }

  /** The statement ends when its client hangs up before it has the answer. */
  private HangUp watch(StatementHandle handle) {
    request(handle.connectionId);
    HttpConnection connection = HttpConnection.getCurrentConnection();
    return HangUp.watch(connection, clock, () -> statements.cancel(handle.id));
  }

  private void request(String connection) {
    HttpConnection http = HttpConnection.getCurrentConnection();
    http.getEndPoint().setIdleTimeout(IDLE_MILLIS);
    if (!isForwarded(http)) {
      clients.request(connection, http);
    }
  }

  /** Whether the HTTP connection is that of a proxy, which may close it and open others at will. */
  private static boolean isForwarded(HttpConnection http) {
    HttpFields headers = http.getHttpChannel().getRequest().getHttpFields();
    return FORWARDED.stream().anyMatch(headers::containsKey);
  }

  /**
   * Closes what no client has used for a while: the caches only look when they are asked. Called
   * again and again, and so throws nothing.
   */
  void closeForgotten() {
    try {
      getStatementCache().cleanUp();
      getConnectionCache().cleanUp();
      statements.retain(getStatementCache().asMap().keySet());
      clients.retain(getConnectionCache().asMap().keySet());
    } catch (RuntimeException | Error e) {
      LOG.error("event=sweep_failed", e);
    }
  }

  /** Closes the connections of all clients. */
  void closeAll() {
    getStatementCache().invalidateAll();
    getConnectionCache().invalidateAll();
  }
}
