package dev.skein.calcite.cli;

import dev.skein.runtime.flight.security.TlsFiles;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model is served.
 *
 * @param model the Calcite model file
 * @param address where to listen; port 0 takes a free one
 * @param tokenFile the secrets of which a client must show one
 * @param tls certificate and key for HTTPS; with authorities, clients must show a certificate too
 * @param httpPort where figures and health are served, on the same address; empty for nowhere
 * @param properties of every client's connection
 */
record ServerOptions(
    Path model,
    InetSocketAddress address,
    Optional<Path> tokenFile,
    TlsFiles tls,
    OptionalInt httpPort,
    Map<String, String> properties) {
  ServerOptions {
    properties = Map.copyOf(properties);
    if (address.isUnresolved()) {
      throw CommandFailure.usage("There is no host " + address.getHostString());
    }
    if (tls.authorities().isPresent() && !tls.hasIdentity()) {
      throw CommandFailure.usage("--tls-ca needs --tls-cert and --tls-key");
    }
    if (!address.getAddress().isLoopbackAddress()
        && tokenFile.isEmpty()
        && tls.authorities().isEmpty()) {
      throw CommandFailure.usage(
          address.getHostString()
              + " can be reached from other machines: give --token-file, or --tls-cert, --tls-key"
              + " and --tls-ca (clients then show a certificate), or listen on 127.0.0.1");
    }
  }
}
