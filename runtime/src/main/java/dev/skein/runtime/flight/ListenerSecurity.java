package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may connect to a listener.
 *
 * @param tokenFile the secrets of which a caller must show one; empty to ask for none
 * @param tls used if the listener's address is {@code grpc+tls}
 */
record ListenerSecurity(Optional<Path> tokenFile, TlsFiles tls) {}
