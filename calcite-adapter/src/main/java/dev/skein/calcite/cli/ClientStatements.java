package dev.skein.calcite.cli;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.Meta.StatementHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statements of the server's clients, to end what runs for one that has gone. */
final class ClientStatements {
  private static final Logger LOG = LoggerFactory.getLogger(ClientStatements.class);

  private final Map<Integer, Held> statements = new ConcurrentHashMap<>();

  private static final class Held {
    private final String connection;
    private final Statement statement;

    /** Whether its last result was ended because the client seemed to have gone. */
    private volatile boolean ended;

    private final AtomicBoolean cancelling = new AtomicBoolean();

    Held(String connection, Statement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    /** A statement that is still planned hears it only afterwards; nobody waits for that here. */
    void cancel() {
      if (cancelling.compareAndSet(false, true)) {
        try {
          Daemon.start("skein-cancel-statement", this::cancelNow);
        } catch (OutOfMemoryError e) {
          cancelling.set(false);
          LOG.debug("There is no thread to cancel a statement", e); // asked for again soon
        }
      }
    }

    private void cancelNow() {
      try {
        statement.cancel();
      } catch (SQLException | RuntimeException | Error e) {
        LOG.debug("A statement could not be cancelled", e); // it was closed before
      } finally {
        cancelling.set(false);
      }
    }
  }

  void add(StatementHandle handle, Statement statement) {
    statements.put(handle.id, new Held(handle.connectionId, statement));
  }

  void forget(int id) {
    statements.remove(id);
  }

  void forget(String connection) {
    statements.values().removeIf(held -> held.connection.equals(connection));
  }

  /** Forgets those that are none of these. */
  void retain(Set<Integer> ids) {
    statements.keySet().retainAll(ids);
  }

  /** A statement is executed, perhaps again. */
  void begin(int id) {
    Held held = statements.get(id);
    if (held != null) {
      held.ended = false;
    }
  }

  /**
   * More of the result of a statement is wanted.
   *
   * @throws SQLException if it was ended: Avatica would take what is left of it for all
   */
  void check(int id) throws SQLException {
    Held held = statements.get(id);
    if (held != null && held.ended) {
      throw new SQLException(
          "The rest of the result is gone: the server ended the query when the client's last HTTP"
              + " connection closed; run it again, and keep the connection open while reading",
          "57014");
    }
  }

  /** Ends what runs of a statement whose client does not wait for the answer any more. */
  void cancel(int id) {
    Held held = statements.get(id);
    if (held != null) {
      held.cancel();
    }
  }

  /** Ends what runs for a connection whose client has vanished. */
  void end(String connection) {
    statements
        .values()
        .forEach(
            held -> {
              if (held.connection.equals(connection)) {
                held.ended = true;
                held.cancel();
              }
            });
  }
}
