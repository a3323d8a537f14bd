package dev.skein.calcite.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.jdbc.JdbcMeta;
import org.jspecify.annotations.Nullable;

/** Opens a connection to the served model for each of Avatica's clients. */
final class AvaticaMeta extends JdbcMeta {
  private final Path model;

  AvaticaMeta(Path model) throws SQLException {
    super("jdbc:skein:");
    this.model = model;
  }

  /**
   * Drops the client's properties: Calcite's own would let it name another model, or a class to
   * load on the server.
   */
  @Override
  public void openConnection(ConnectionHandle handle, @Nullable Map<String, String> ignored) {
    super.openConnection(handle, null);
  }

  @Override
  protected Connection createConnection(String url, Properties info) {
    return SkeinConnection.open(model, Map.of());
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
