package dev.skein.runtime.schedule;

import dev.skein.runtime.worker.WorkerDirectory;
import java.net.URI;
import java.util.Set;

/** The workers that a model lists. */
public record FixedWorkers(Set<URI> endpoints) implements WorkerDirectory {
  public FixedWorkers {
    endpoints = Set.copyOf(endpoints);
  }

  @Override
  public void onChange(Runnable listener) {
    // they never change
  }

  @Override
  public void close() {
    // nothing is open
  }
}
