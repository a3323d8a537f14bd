package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.CombinedWorkers;
import dev.skein.runtime.worker.WorkerDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a list of where workers are:
 *
 * <ul>
 *   <li>{@code grpc://host:port} or {@code grpc+tls://host:port}: there
 *   <li>{@code dns+grpc://name:port} or {@code dns+grpc+tls://name:port}: at every address of the
 *       name, whichever they are at the moment
 *   <li>{@code join+grpc://host:port} or {@code join+grpc+tls://host:port}: wherever they say who
 *       announce themselves at this address, which the coordinator listens on
 * </ul>
 */
public final class WorkerDirectories {
  private static final String DNS = "dns+";
  private static final String JOIN = "join+";
  private static final Duration RESOLVE_EVERY = Duration.ofSeconds(5);
  private static final Duration FORGET_AFTER = Duration.ofSeconds(10);

  private WorkerDirectories() {}

  /**
   * Opens what a list names.
   *
   * @param tokenFile the secrets that workers show when they announce themselves
   * @param tls for {@code join+grpc+tls}
   * @throws SkeinException of kind USER if an entry has another form or cannot be opened
   */
  public static WorkerDirectory open(List<String> entries, Optional<Path> tokenFile, TlsFiles tls) {
    Set<URI> fixed = new LinkedHashSet<>();
    List<WorkerDirectory> directories = new ArrayList<>();
    try {
      for (String entry : entries) {
        if (entry.startsWith(DNS)) {
          directories.add(new DnsWorkers(uri(entry, DNS), RESOLVE_EVERY));
        } else if (entry.startsWith(JOIN)) {
          ListenerSecurity security = new ListenerSecurity(tokenFile, tls);
          directories.add(SharedRegistrations.open(uri(entry, JOIN), security, FORGET_AFTER));
        } else {
          fixed.add(Endpoints.check(uri(entry, "")));
        }
      }
    } catch (RuntimeException e) {
      directories.forEach(WorkerDirectory::close);
      throw e;
    }
    directories.add(0, new ListedWorkers(fixed));
    return new CombinedWorkers(directories);
  }

  private static URI uri(String entry, String prefix) {
    try {
      return URI.create(entry.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw new SkeinException(
          Kind.USER, "The address of a worker is grpc://host:port, not " + entry, e);
    }
  }

  /** Workers that are where the list says, for ever. */
  private record ListedWorkers(Set<URI> endpoints) implements WorkerDirectory {
    @Override
    public void onChange(Runnable listener) {
      // They never change.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
