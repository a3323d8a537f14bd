package dev.skein.calcite.cli;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.LoggerFactory;

/**
 * Asks the machines of silent clients whether they are there: one that lost its power or its
 * network ends no connections.
 */
final class WatchedConnector extends ServerConnector {
  private static final Map<SocketOption<Integer>, Integer> PROBES =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, 5,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, 5,
          ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

  WatchedConnector(Server server, ConnectionFactory... factories) {
    super(server, factories);
  }

  @Override
  protected void configure(Socket socket) {
    super.configure(socket);
    try {
      socket.setKeepAlive(true);
      for (Map.Entry<SocketOption<Integer>, Integer> probe : PROBES.entrySet()) {
        if (socket.supportedOptions().contains(probe.getKey())) {
          socket.setOption(probe.getKey(), probe.getValue());
        }
      }
    } catch (IOException e) {
      // The connection is served all the same, and may be over already.
      LoggerFactory.getLogger(WatchedConnector.class).debug("No keep-alive", e);
    }
  }
}
