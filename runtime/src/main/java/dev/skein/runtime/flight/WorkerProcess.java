package dev.skein.runtime.flight;

import dev.skein.runtime.flight.ops.StopDeadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code skein worker} does: a server until the process is told to end. */
public final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /** What is closed in order takes a few seconds, though peers hang. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private WorkerProcess() {}

  /**
   * Starts a worker, says where it listens, and does not return. SIGTERM and SIGINT drain it: what
   * runs is finished, up to the options' time, and the process ends with status 0.
   *
   * @param out is told {@code listening on grpc://host:port} and nothing else
   * @param last runs before the process ends, when nothing else does any more
   */
  public static void run(WorkerOptions options, Appendable out, Runnable last)
      throws IOException, InterruptedException {
    WorkerServer server = WorkerServer.start(options);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> drainAndHalt(server, options, last), "skein-worker-stop"));
    out.append("listening on ").append(server.location().toString()).append('\n');
    if (out instanceof java.io.Flushable flushable) {
      flushable.flush();
    }
    new CountDownLatch(1).await();
  }

  /** A JVM that a signal ends has another exit status than 0, unless it is halted first. */
  private static void drainAndHalt(WorkerServer server, WorkerOptions options, Runnable last) {
    StopDeadline.start(options.drainTimeout().plus(CLOSE_PATIENCE), last);
    int status = 1;
    try {
      server.drain();
      if (!server.awaitIdle(options.drainTimeout())) {
        LOG.warn("event=drain_timeout after={}", options.drainTimeout());
      }
      server.close();
      status = 0;
    } catch (InterruptedException | RuntimeException | Error e) {
      LOG.error("event=drain_failed", e);
    } finally {
      last.run();
      Runtime.getRuntime().halt(status);
    }
  }
}
