package dev.skein.runtime.flight.security;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files of one side of TLS.
 *
 * @param certificate the chain that this side shows, its own certificate first
 * @param key the private key of the certificate, in PKCS #8
 * @param authorities the certificates that must have signed the other side's; for a worker, having
 *     them is what makes TLS mutual
 */
public record TlsFiles(Optional<Path> certificate, Optional<Path> key, Optional<Path> authorities) {
  public static final TlsFiles NONE =
      new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

  public TlsFiles {
    if (certificate.isPresent() != key.isPresent()) {
      throw new SkeinException(
          Kind.USER, "A TLS certificate and its private key are only of use together");
    }
  }

  public boolean hasIdentity() {
    return certificate.isPresent();
  }
}
