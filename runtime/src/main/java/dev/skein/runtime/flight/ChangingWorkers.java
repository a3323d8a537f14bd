package dev.skein.runtime.flight;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A set of endpoints that changes, and those who want to know. Safe for use by many threads. */
final class ChangingWorkers {
  private static final Logger LOG = LoggerFactory.getLogger(ChangingWorkers.class);

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Set<URI> endpoints = Set.of();

  Set<URI> endpoints() {
    return endpoints;
  }

  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** Replaces the set; called by one thread at a time. */
  void set(Set<URI> now) {
    if (now.equals(endpoints)) {
      return;
    }
    endpoints = Set.copyOf(now);
    LOG.info("event=workers_changed endpoints={}", LogText.quoted(now));
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException | Error e) { // the others want to know, too
        LOG.error("event=workers_change_failed", e);
      }
    }
  }
}
