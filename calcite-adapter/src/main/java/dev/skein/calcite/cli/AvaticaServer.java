package dev.skein.calcite.cli;

import dev.skein.runtime.flight.security.TlsContexts;
import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.flight.security.TokenFile;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.remote.LocalService;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Serves one model over HTTP to Avatica's remote driver. */
final class AvaticaServer implements AutoCloseable {
  /** A client may send a small request in a header. */
  private static final int LARGEST_HEADER = 64 << 10;

  private static final long GRACE_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final long SWEEP_SECONDS = 30;

  private final AvaticaMeta meta;
  private final ScheduledExecutorService clock;
  private final Server server = new Server();
  private final ServerConnector connector;
  private final boolean secure;

  private AvaticaServer(ServerOptions options) throws Exception {
    meta = new AvaticaMeta(options.model());
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "skein-server-clock");
              thread.setDaemon(true);
              return thread;
            });
    secure = options.tls().hasIdentity();
    connector = new ServerConnector(server, connections(options.tls()));
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

  /**
   * Starts to listen. The model is opened once before, so that a wrong one fails here and not at
   * the first client.
   */
  static AvaticaServer start(ServerOptions options) throws Exception {
    SkeinConnection.open(options.model(), Map.of()).close();
    return new AvaticaServer(options);
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
    clock.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      // Jetty declares no narrower one; it has tried to stop every part before it throws.
      throw new IllegalStateException("The server did not stop cleanly", e);
    } finally {
      meta.closeAll();
    }
  }
}
