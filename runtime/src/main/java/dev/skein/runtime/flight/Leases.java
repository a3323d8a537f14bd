package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of a worker. One ends when its connection ends, which the system reports at once for a
 * process that died, or when it was not renewed in time, which is all that shows of a process that
 * hangs or of a network that lost it.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  /** A coordinator may not ask for more, or its remains would stay that long. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int ID_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  private record Held(Lease lease, Object connection) {}

  /**
   * Grants a lease.
   *
   * @param connection what {@link #endConnection} will be given
   */
  Lease grant(String coordinator, Duration asked, Object connection) {
    Duration duration = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    String id = new BigInteger(ID_BITS, random).toString(Character.MAX_RADIX);
    Lease lease = new Lease(id, coordinator, duration);
    held.put(id, new Held(lease, connection));
    LOG.info("event=lease_granted coordinator={} duration_ms={}", coordinator, duration.toMillis());
    return lease;
  }

  /**
   * The lease that a call names.
   *
   * @throws SkeinException of kind WORKER_LOST if it is unknown or ended
   */
  Lease get(@Nullable String id) {
    Held found = id == null ? null : held.get(id);
    if (found == null) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "The worker does not know this coordinator, or has given it up; connect again");
    }
    return found.lease();
  }

  /** How many coordinators hold one. */
  int count() {
    return held.size();
  }

  void endConnection(Object connection) {
    held.values()
        .forEach(
            h -> {
              if (h.connection() == connection) {
                end(h.lease(), "its connection ended");
              }
            });
  }

  /** Ends what was not renewed in time; called again and again. */
  void endExpired() {
    held.values()
        .forEach(
            h -> {
              if (h.lease().isExpired()) {
                end(h.lease(), "it sent no heartbeat in time");
              }
            });
  }

  void endAll(String reason) {
    held.values().forEach(h -> end(h.lease(), reason));
  }

  private void end(Lease lease, String reason) {
    if (held.remove(lease.id()) != null) {
      LOG.info(
          "event=lease_ended coordinator={} reason={}",
          lease.coordinator(),
          LogText.quoted(reason));
      try {
        lease.end(reason);
      } catch (RuntimeException | Error e) {
        // The other leases still have to end, and the clock that ends them must go on.
        LOG.error("event=lease_end_failed coordinator={}", lease.coordinator(), e);
      }
    }
  }
}
