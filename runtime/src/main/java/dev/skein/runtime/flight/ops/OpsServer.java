package dev.skein.runtime.flight.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP server: {@code /health} answers as long as the process works, {@code /ready} as long
 * as it wants new work, {@code /metrics} gives figures in Prometheus' form.
 *
 * <p>Health and readiness say nothing that a port scan does not, so that probes need no secret;
 * figures beyond loopback need the token.
 */
public final class OpsServer implements AutoCloseable {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String TEXT_TYPE = "text/plain; charset=utf-8";
  private static final int THREADS = 4;
  private static final Duration MAX_REQUEST_TIME = Duration.ofSeconds(10);

  static {
    // A client that sends its request too slowly would keep a thread; the JDK reads this once.
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty(
          "sun.net.httpserver.maxReqTime", Long.toString(MAX_REQUEST_TIME.toSeconds()));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          runnable -> {
            Thread thread = new Thread(runnable, "skein-ops");
            thread.setDaemon(true);
            return thread;
          });

  /** What there is to see. */
  public interface Subject {
    /** All figures, in Prometheus' text form. */
    String metrics();

    /** Why it has to be started again; empty if it works. */
    Optional<String> unhealthy();

    /** Why it wants no new work now; empty if it does. */
    Optional<String> unready();
  }

  /**
   * Starts to listen.
   *
   * @param admits whether an Authorization header, which may be missing, may see figures; absent if
   *     there is no secret, and then only this machine may
   * @throws SkeinException of kind USER if it cannot listen there
   */
  public OpsServer(
      InetSocketAddress address, Subject subject, Optional<Predicate<@Nullable String>> admits) {
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new SkeinException(
          Kind.USER, "Cannot serve HTTP on " + address + ": " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/health", exchange -> answer(exchange, "/health", subject.unhealthy(), "ok"));
    server.createContext(
        "/ready", exchange -> answer(exchange, "/ready", subject.unready(), "ready"));
    server.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                "/metrics",
                maySeeFigures(exchange, admits) ? 200 : 403,
                subject::metrics));
    server.start();
  }

  private static boolean maySeeFigures(
      HttpExchange exchange, Optional<Predicate<@Nullable String>> admits) {
    return admits.isPresent()
        ? admits.get().test(exchange.getRequestHeaders().getFirst("Authorization"))
        : exchange.getRemoteAddress().getAddress().isLoopbackAddress();
  }

  private static void answer(
      HttpExchange exchange, String path, Optional<String> problem, String fine)
      throws IOException {
    answer(exchange, path, problem.isPresent() ? 503 : 200, () -> problem.orElse(fine) + "\n");
  }

  private static void answer(HttpExchange exchange, String path, int status, Supplier<String> body)
      throws IOException {
    try (exchange) {
      boolean found = exchange.getRequestURI().getPath().equals(path);
      boolean get = exchange.getRequestMethod().equals("GET");
      int code = !found ? 404 : get ? status : 405;
      String text = code == 200 || code == 503 ? body.get() : "";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("Content-Type", path.equals("/metrics") ? METRICS_TYPE : TEXT_TYPE);
      exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  /** The port, which may have been chosen by the system. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
