package dev.skein.calcite.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.Service;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** Serves one model over HTTP to Avatica's remote driver. */
final class AvaticaServer implements AutoCloseable {
  /** A client may send a small request in a header. */
  private static final int LARGEST_HEADER = 64 << 10;

  private static final long GRACE_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final Server server;
  private final ServerConnector connector;

  private AvaticaServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts to listen; port 0 takes a free one. The model is opened once before, so that a wrong one
   * fails here and not at the first client.
   */
  static AvaticaServer start(Path model, InetSocketAddress address, @Nullable AccessToken token)
      throws Exception {
    SkeinConnection.open(model, Map.of()).close();
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(LARGEST_HEADER);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    server.addConnector(connector);
    server.setHandler(new AvaticaEndpoint(service(model), token));
    server.setStopTimeout(GRACE_MILLIS);
    server.start();
    return new AvaticaServer(server, connector);
  }

  String url() {
    String host = connector.getHost();
    return "http://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + connector.getLocalPort();
  }

  /** Returns when another thread has closed the server. */
  void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      // Jetty declares no narrower one; it has tried to stop every part before it throws.
      throw new IllegalStateException("The server did not stop cleanly", e);
    }
  }

  private static Service service(Path model) throws SQLException {
    return AvaticaErrors.readable(new LocalService(new AvaticaMeta(model)));
  }
}
