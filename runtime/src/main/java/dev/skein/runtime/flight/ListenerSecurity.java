package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may connect to a listener.
 *
 * @param tokenFile the secrets of which a caller must show one; empty to ask for none
 * @param tls used if the listener's address is {@code grpc+tls}
 */
record ListenerSecurity(Optional<Path> tokenFile, TlsFiles tls) {
  /**
   * Checks that nobody from another machine gets in without a secret.
   *
   * @throws SkeinException of kind USER that says what is missing
   */
  void check(URI listen) {
    if (Endpoints.isTls(listen) && !tls.hasIdentity()) {
      throw new SkeinException(
          Kind.USER,
          listen
              + " needs a TLS certificate and its key (--tls-cert and --tls-key; in a model the"
              + " operands tlsCert and tlsKey)");
    }
    if (!Endpoints.isLoopback(listen)
        && tokenFile.isEmpty()
        && (!Endpoints.isTls(listen) || tls.authorities().isEmpty())) {
      throw new SkeinException(
          Kind.USER,
          Endpoints.host(listen)
              + " can be reached from other machines: give --token-file, or grpc+tls with"
              + " --tls-cert, --tls-key and --tls-ca (callers then show a certificate), or listen"
              + " on 127.0.0.1; in a model these are the operands tokenFile, tlsCert, tlsKey and"
              + " tlsCa");
    }
  }
}
