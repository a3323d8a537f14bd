package dev.skein.calcite.cli;

import dev.skein.calcite.enumerable.ConnectionLimits;
import dev.skein.runtime.QueryLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.jdbc.JdbcMeta;
import org.jspecify.annotations.Nullable;

/** Opens a connection to the served model for each of Avatica's clients. */
final class AvaticaMeta extends JdbcMeta {
  private final Path model;
  private final Map<String, String> properties;
  private final QueryLimits limits;

  /**
   * @param properties of every connection; a client can only lower the limits among them
   */
  AvaticaMeta(Path model, Map<String, String> properties) throws SQLException {
    super("jdbc:skein:");
    this.model = model;
    this.properties = properties;
    this.limits = limits(properties);
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
    Map<String, String> lowered = new HashMap<>(asked == null ? Map.of() : asked);
    lowered.keySet().retainAll(ConnectionLimits.NAMES);
    super.openConnection(handle, ConnectionLimits.properties(limits.and(limits(lowered))));
  }

  @Override
  protected Connection createConnection(String url, Properties info) {
    Map<String, String> all = new HashMap<>(properties);
    info.stringPropertyNames().forEach(name -> all.put(name, info.getProperty(name)));
    return SkeinConnection.open(model, all);
  }

  /** Closes what no client has used for a while: the caches only look when they are asked. */
  void closeForgotten() {
    getStatementCache().cleanUp();
    getConnectionCache().cleanUp();
  }

  /** Closes the connections of all clients. */
  void closeAll() {
    getStatementCache().invalidateAll();
    getConnectionCache().invalidateAll();
  }
}
