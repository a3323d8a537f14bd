package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Addresses of workers: {@code grpc://host:port}, with TLS {@code grpc+tls://host:port} or, where
 * the worker's certificate is not for the host in the address, {@code grpc+tls://host:port#name}.
 */
final class Endpoints {
  static final String PLAIN = "grpc";
  static final String TLS = "grpc+tls";

  private static final int MAX_PORT = 65_535;

  private Endpoints() {}

  /**
   * Checks the form.
   *
   * @throws SkeinException of kind USER that shows the right one
   */
  static URI check(URI uri) {
    boolean scheme = PLAIN.equals(uri.getScheme()) || TLS.equals(uri.getScheme());
    boolean rest =
        (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"))
            && uri.getQuery() == null
            && (uri.getFragment() == null || isTls(uri))
            && uri.getUserInfo() == null;
    if (!scheme || !rest || uri.getHost() == null || !isPort(uri.getPort())) {
      throw new SkeinException(
          Kind.USER,
          "The address of a worker is grpc://host:port or grpc+tls://host:port, not " + uri);
    }
    return uri;
  }

  private static boolean isPort(int port) {
    return port >= 0 && port <= MAX_PORT;
  }

  static boolean isTls(URI uri) {
    return TLS.equals(uri.getScheme());
  }

  /** The name that the worker's certificate must be for, if not the host. */
  static Optional<String> certifiedName(URI uri) {
    return Optional.ofNullable(uri.getFragment());
  }

  /** The same at one address of a name, whose certificate is for the name. */
  static URI at(URI name, InetAddress address) {
    String host = address.getHostAddress();
    return URI.create(
        name.getScheme()
            + "://"
            + (address instanceof Inet6Address ? "[" + withoutScope(host) + "]" : host)
            + ":"
            + name.getPort()
            + (isTls(name) ? "#" + certifiedName(name).orElse(host(name)) : ""));
  }

  private static String withoutScope(String ipv6) {
    int scope = ipv6.indexOf('%');
    return scope < 0 ? ipv6 : ipv6.substring(0, scope);
  }

  /** Whether only this machine can reach it. A name counts only if all its addresses do. */
  static boolean isLoopback(URI uri) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host(uri))) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw new SkeinException(Kind.USER, "There is no host " + host(uri), e);
    }
  }

  /** Whether it stands for all addresses of this machine, so that nobody can connect to it. */
  static boolean isWildcard(URI uri) {
    InetSocketAddress address = address(uri);
    return !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
  }

  /** The host without the brackets of an IPv6 literal. */
  static String host(URI uri) {
    String host = String.valueOf(uri.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static InetSocketAddress address(URI uri) {
    return new InetSocketAddress(host(uri), uri.getPort());
  }

  static URI withPort(URI uri, int port) {
    String host = host(uri);
    return URI.create(
        uri.getScheme() + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
  }
}
