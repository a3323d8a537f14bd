package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a coordinator deals with its workers.
 *
 * @param coordinator what workers call it in their logs: printable ASCII without spaces
 * @param tokenFile the file whose first line is shown to workers; empty to show nothing
 * @param tls for {@code grpc+tls}: who must have signed a worker's certificate (otherwise whom the
 *     JVM trusts) and, for mutual TLS, this side's own
 * @param connectTimeout how long a worker may take to answer the first time
 * @param heartbeat how often a worker is asked for its status
 * @param patience after how long without an answer a worker is given up; so how long a worker that
 *     hangs goes unnoticed
 * @param lease after how long without a heartbeat a worker gives this coordinator up
 */
public record ClientOptions(
    String coordinator,
    Optional<Path> tokenFile,
    TlsFiles tls,
    Duration connectTimeout,
    Duration heartbeat,
    Duration patience,
    Duration lease) {
  public ClientOptions {
    if (heartbeat.compareTo(patience) > 0 || heartbeat.compareTo(lease) > 0) {
      throw new SkeinException(
          Kind.USER,
          "Heartbeats must come more often ("
              + heartbeat
              + ") than a worker ("
              + patience
              + ") or a coordinator ("
              + lease
              + ") is given up");
    }
  }

  /**
   * What suits a network without long pauses: a dead process shows at once, a stalled one within
   * ten seconds, which a garbage collection or a busy machine does not reach.
   */
  public static ClientOptions defaults(String coordinator) {
    return new ClientOptions(
        coordinator,
        Optional.empty(),
        TlsFiles.NONE,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  /** The same with secrets. */
  public ClientOptions withSecurity(Optional<Path> newTokenFile, TlsFiles newTls) {
    return new ClientOptions(
        coordinator, newTokenFile, newTls, connectTimeout, heartbeat, patience, lease);
  }

  /** The same with other times. */
  public ClientOptions withTimes(Duration newHeartbeat, Duration newPatience, Duration newLease) {
    return new ClientOptions(
        coordinator, tokenFile, tls, connectTimeout, newHeartbeat, newPatience, newLease);
  }
}
