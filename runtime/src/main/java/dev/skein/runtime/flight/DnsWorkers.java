package dev.skein.runtime.flight;

import dev.skein.runtime.worker.WorkerDirectory;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers behind a DNS name with one address for each, as a Kubernetes headless service has.
 * The name is resolved again and again; the JVM keeps an answer for 30 seconds unless {@code
 * networkaddress.cache.ttl} says otherwise.
 */
final class DnsWorkers implements WorkerDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(DnsWorkers.class);

  private final URI name;
  private final ChangingWorkers workers = new ChangingWorkers();
  private volatile @Nullable String problem;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("skein-dns"));

  /**
   * Resolves the name once, waiting for it, and then again and again.
   *
   * @param name the scheme, name and port of the workers
   */
  DnsWorkers(URI name, Duration every) {
    this.name = Endpoints.check(name);
    resolve();
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            this::resolve, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A name that cannot be resolved for a moment leaves the workers as they were. */
  private void resolve() {
    try {
      Set<URI> found = new LinkedHashSet<>();
      for (InetAddress address : InetAddress.getAllByName(Endpoints.host(name))) {
        found.add(Endpoints.at(name, address));
      }
      problem = null;
      workers.set(found);
    } catch (UnknownHostException e) {
      problem = "The name " + Endpoints.host(name) + " has no address";
      LOG.warn("event=dns_failed name={} reason={}", name, LogText.quoted(e.getMessage()));
    } catch (RuntimeException | Error e) { // what is thrown here would be the last look
      LOG.error("event=dns_failed name={}", name, e);
    }
  }

  @Override
  public Set<URI> endpoints() {
    return workers.endpoints();
  }

  @Override
  public void onChange(Runnable listener) {
    workers.onChange(listener);
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
