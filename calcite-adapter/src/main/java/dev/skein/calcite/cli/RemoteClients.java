package dev.skein.calcite.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;

/**
 * Which HTTP connections the clients of the server have, to tell when one has vanished.
 *
 * <p>HTTP connections and Avatica's are not the same thing: Avatica's Java driver has one pool for
 * all of its connections. What met on one HTTP connection is therefore one client, and a client has
 * vanished when its last HTTP connection has been closed for a moment. That says nothing where
 * clients close theirs after each request, so only those count that came to carry a second one; nor
 * where a proxy stands in between.
 */
final class RemoteClients implements Connection.Listener {
  /** Within it a client that only changes its connection opens the next. */
  private static final long GRACE_MILLIS = 500;

  private final ScheduledExecutorService clock;
  private final Consumer<String> onVanished;

  // Guarded by this.
  private final Map<String, Client> clients = new HashMap<>();
  private final Map<Connection, Client> open = new HashMap<>();

  private static final class Client {
    /** Ids of Avatica's connections. */
    private final Set<String> ids = new HashSet<>();

    /** The open HTTP connections. */
    private final Set<Connection> connections = new HashSet<>();

    /** Whether one of them came to carry a second request. */
    private boolean keepsConnections;
  }

  /**
   * @param onVanished gets the id of each of Avatica's connections that a vanished client had
   */
  RemoteClients(ScheduledExecutorService clock, Consumer<String> onVanished) {
    this.clock = clock;
    this.onVanished = onVanished;
  }

  /** A request for one of Avatica's connections came. */
  synchronized void request(String id, Connection connection) {
    Client client = clients.computeIfAbsent(id, unused -> new Client());
    client.ids.add(id);
    Client known = open.get(connection);
    if (known != null && known != client) {
      merge(known, client);
    }
    client.keepsConnections |= !client.connections.add(connection);
    open.put(connection, client);
  }

  private void merge(Client from, Client into) {
    into.ids.addAll(from.ids);
    into.connections.addAll(from.connections);
    into.keepsConnections |= from.keepsConnections;
    from.ids.forEach(id -> clients.put(id, into));
    from.connections.forEach(connection -> open.put(connection, into));
  }

  /** Forgets the connections of Avatica's that are none of these. */
  synchronized void retain(Set<String> ids) {
    clients.values().forEach(client -> client.ids.retainAll(ids));
    clients.keySet().retainAll(ids);
  }

  /** One of Avatica's connections was closed. */
  synchronized void forget(String id) {
    Client client = clients.remove(id);
    if (client != null) {
      client.ids.remove(id);
    }
  }

  @Override
  public void onOpened(Connection connection) {}

  @Override
  public synchronized void onClosed(Connection connection) {
    Client client = open.remove(connection);
    if (client == null) {
      return;
    }
    client.connections.remove(connection);
    if (client.connections.isEmpty() && client.keepsConnections) {
      try {
        ScheduledFuture<?> unused =
            clock.schedule(() -> endUnlessBack(client), GRACE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The server is being closed, and all that runs with it.
      }
    }
  }

  private void endUnlessBack(Client client) {
    List<String> left;
    synchronized (this) {
      left = client.connections.isEmpty() ? List.copyOf(client.ids) : List.of();
    }
    left.forEach(onVanished);
  }
}
