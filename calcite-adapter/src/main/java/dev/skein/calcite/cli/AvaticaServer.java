package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.SkeinSchemas;
import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.runtime.CoordinatorMetrics;
import dev.skein.runtime.flight.ops.OpsServer;
import dev.skein.runtime.flight.ops.ProcessFigures;
import dev.skein.runtime.flight.security.BearerToken;
import dev.skein.runtime.flight.security.TlsContexts;
import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.flight.security.TokenFile;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.jdbc.CalciteConnection;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Serves one model over HTTP to Avatica's remote driver. */
final class AvaticaServer implements AutoCloseable {
  /** A client may send a small request in a header. */
  private static final int LARGEST_HEADER = 64 << 10;

  private static final long GRACE_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long SWEEP_SECONDS = 30;

  /** Keeps the model open, and so its workers connected, while there are no clients. */
  private final Connection connection;

  private final AvaticaMeta meta;
  private final ProcessFigures figures = new ProcessFigures();
  private final @Nullable OpsServer ops;
  private final ScheduledExecutorService clock;
  private final Server server = new Server();
  private final ServerConnector connector;
  private final boolean secure;
  private volatile boolean stopping;

  private AvaticaServer(ServerOptions options) throws Exception {
    connection = SkeinConnection.open(options.model(), options.properties());
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "skein-server-clock");
              thread.setDaemon(true);
              return thread;
            });
    try {
      meta = new AvaticaMeta(options.model(), options.properties(), clock);
      ops = options.httpPort().isPresent() ? serveOps(options) : null;
    } catch (SQLException | RuntimeException e) {
      clock.shutdownNow();
      connection.close();
      throw e;
    }
    secure = options.tls().hasIdentity();
    connector = new WatchedConnector(server, connections(options.tls()));
    connector.addBean(meta.clients());
    connector.setHost(options.address().getHostString());
    connector.setPort(options.address().getPort());
    server.addConnector(connector);
    server.setHandler(
        new AvaticaEndpoint(
            AvaticaErrors.readable(new LocalService(meta)),
            options.tokenFile().map(TokenFile::new).orElse(null)));
    server.setStopTimeout(GRACE_MILLIS);
    server.start();
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            meta::closeForgotten, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Starts to listen. A wrong model fails here and not at the first client. */
  static AvaticaServer start(ServerOptions options) throws Exception {
    return new AvaticaServer(options);
  }

  /** Shows the figures of all Skein schemas of the model, behind the token of the clients. */
  private OpsServer serveOps(ServerOptions options) throws SQLException {
    for (DistributedSchema schema : SkeinSchemas.of(connection.unwrap(CalciteConnection.class))) {
      new CoordinatorMetrics(schema.runtime()).bindTo(figures.registry());
    }
    OpsServer.Subject subject =
        new OpsServer.Subject() {
          @Override
          public String metrics() {
            return figures.scrape();
          }

          @Override
          public Optional<String> unhealthy() {
            return Optional.empty();
          }

          @Override
          public Optional<String> unready() {
            return stopping ? Optional.of("stopping") : Optional.empty();
          }
        };
    return new OpsServer(
        new InetSocketAddress(options.address().getAddress(), options.httpPort().orElseThrow()),
        subject,
        options
            .tokenFile()
            .map(TokenFile::new)
            .map(tokens -> header -> tokens.admits(BearerToken.of(header))));
  }

  /** Where figures and health are served, if anywhere. */
  OptionalInt httpPort() {
    return ops == null ? OptionalInt.empty() : OptionalInt.of(ops.port());
  }

  private ConnectionFactory[] connections(TlsFiles files) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(LARGEST_HEADER);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    if (!secure) {
      return new ConnectionFactory[] {plain};
    }
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(TlsContexts.jdkServer(files, clock));
    tls.setNeedClientAuth(files.authorities().isPresent());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return AbstractConnectionFactory.getFactories(tls, plain);
  }

  /** Where it listens, with the real port. */
  String url() {
    String host = connector.getHost();
    return (secure ? "https://" : "http://")
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
    stopping = true;
    clock.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      // Jetty declares no narrower one; it has tried to stop every part before it throws.
      throw new IllegalStateException("The server did not stop cleanly", e);
    } finally {
      meta.closeAll();
      closeModel();
    }
  }

  private void closeModel() {
    if (ops != null) {
      ops.close();
    }
    figures.close();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("The model did not close cleanly", e);
    }
  }
}
