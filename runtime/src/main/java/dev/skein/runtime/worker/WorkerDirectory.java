package dev.skein.runtime.worker;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Knows where workers can be reached at the moment: a fixed list, a DNS name, registrations. */
public interface WorkerDirectory extends AutoCloseable {
  /** The endpoints, as {@code grpc://host:port} or {@code grpc+tls://host:port}; never waits. */
  Set<URI> endpoints();

  /** Runs the listener after each change of {@link #endpoints}, on a thread of the directory. */
  void onChange(Runnable listener);

  /** Why it names fewer workers than it might, if it knows; never waits. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  void close();
}
