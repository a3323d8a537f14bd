package dev.skein.runtime.worker;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Several directories as one. */
public record CombinedWorkers(List<WorkerDirectory> directories) implements WorkerDirectory {
  public CombinedWorkers {
    directories = List.copyOf(directories);
  }

  @Override
  public Set<URI> endpoints() {
    Set<URI> all = new LinkedHashSet<>();
    directories.forEach(directory -> all.addAll(directory.endpoints()));
    return all;
  }

  @Override
  public void onChange(Runnable listener) {
    directories.forEach(directory -> directory.onChange(listener));
  }

  @Override
  public Optional<String> problem() {
    return directories.stream().flatMap(directory -> directory.problem().stream()).findFirst();
  }

  @Override
  public void close() {
    directories.forEach(WorkerDirectory::close);
  }
}
