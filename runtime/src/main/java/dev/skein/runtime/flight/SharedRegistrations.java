package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.WorkerDirectory;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The addresses of this JVM at which workers register, each open as long as somebody uses it. The
 * schemas of one model, and models that name the same address, share the workers that join there.
 */
final class SharedRegistrations {
  private static final Map<URI, Shared> OPEN = new HashMap<>();

  /** A listener and how many use it. */
  private static final class Shared {
    final ListenerSecurity security;
    final RegisteredWorkers workers;
    int users;

    Shared(ListenerSecurity security, RegisteredWorkers workers) {
      this.security = security;
      this.workers = workers;
    }
  }

  private SharedRegistrations() {}

  /**
   * Listens, unless it is done already.
   *
   * @throws SkeinException of kind USER if it cannot, or if others use the address with other
   *     secrets
   */
  static synchronized WorkerDirectory open(
      URI listen, ListenerSecurity security, Duration forgetAfter) {
    if (listen.getPort() == 0) {
      // Any free port: there is nothing to share.
      return new RegisteredWorkers(listen, security, forgetAfter);
    }
    Shared shared = OPEN.get(listen);
    if (shared == null) {
      shared = new Shared(security, new RegisteredWorkers(listen, security, forgetAfter));
      OPEN.put(listen, shared);
    } else if (!shared.security.equals(security)) {
      throw new SkeinException(
          Kind.USER,
          "Workers register at "
              + listen
              + " already, with another token file or certificate; give all schemas that name it"
              + " the same");
    }
    shared.users++;
    return new Use(listen, shared.workers);
  }

  private static synchronized void release(URI listen) {
    Shared shared = OPEN.get(listen);
    if (shared != null && --shared.users == 0) {
      OPEN.remove(listen);
      shared.workers.close();
    }
  }

  /** One schema's use of an address. */
  private static final class Use implements WorkerDirectory {
    private final URI listen;
    private final RegisteredWorkers workers;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    Use(URI listen, RegisteredWorkers workers) {
      this.listen = listen;
      this.workers = workers;
    }

    @Override
    public Set<URI> endpoints() {
      return workers.endpoints();
    }

    @Override
    public void onChange(Runnable listener) {
      listeners.add(listener);
      workers.onChange(listener);
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        listeners.forEach(workers::forget);
        release(listen);
      }
    }
  }
}
