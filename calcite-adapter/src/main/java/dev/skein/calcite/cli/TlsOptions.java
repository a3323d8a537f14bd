package dev.skein.calcite.cli;

import dev.skein.runtime.flight.security.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which a process that listens speaks TLS. */
final class TlsOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "The certificate chain to show, in PEM; read again when it changes.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key, in PEM (PKCS #8).")
  private @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Who must have signed the other side's certificate, which it then must show.")
  private @Nullable Path authorities;

  TlsFiles files() {
    if ((certificate == null) != (key == null)) {
      throw CommandFailure.usage("--tls-cert and its private key, --tls-key, go together");
    }
    return new TlsFiles(
        Optional.ofNullable(certificate),
        Optional.ofNullable(key),
        Optional.ofNullable(authorities));
  }
}
