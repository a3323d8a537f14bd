package dev.skein.calcite.cli;

import dev.skein.runtime.flight.security.TokenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.Handler.HandlerResponse;
import org.apache.calcite.avatica.remote.JsonHandler;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.jspecify.annotations.Nullable;

/**
 * Answers Avatica's requests, those in JSON and those in protobuf at the same address: the first
 * byte of a request tells them apart, as a client names its serialisation nowhere else.
 */
final class AvaticaEndpoint extends AbstractHandler {
  /** Far above any statement; a batch of prepared inserts is cut by the client. */
  private static final int LARGEST_REQUEST = 16 << 20;

  private final JsonHandler json;
  private final ProtobufHandler protobuf;
  private final @Nullable TokenFile tokens;

  AvaticaEndpoint(Service service, @Nullable TokenFile tokens) {
    this.json = new JsonHandler(service, NoopMetricsSystem.getInstance());
    this.protobuf =
        new ProtobufHandler(
            service, new ProtobufTranslationImpl(), NoopMetricsSystem.getInstance());
    this.tokens = tokens;
  }

  @Override
  public void handle(
      String target, Request jetty, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    jetty.setHandled(true);
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Avatica's requests are POSTs");
    } else if (tokens != null
        && !tokens.admits(HttpCredentials.token(request.getHeader("Authorization")))) {
      // Avatica's driver sends its credentials only when it is asked for them.
      response.setHeader("WWW-Authenticate", "Basic realm=\"skein\"");
      refuse(
          response,
          HttpServletResponse.SC_UNAUTHORIZED,
          "A token of the server's token file is needed");
    } else {
      answer(request, response);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String header = request.getHeader("request");
    byte[] body =
        header == null
            ? request.getInputStream().readNBytes(LARGEST_REQUEST + 1)
            : header.getBytes(StandardCharsets.UTF_8);
    if (body.length > LARGEST_REQUEST) {
      refuse(
          response,
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "A request may have " + LARGEST_REQUEST + " bytes");
    } else if (body.length > 0 && body[0] == '{') {
      HandlerResponse<String> answer = json.apply(new String(body, StandardCharsets.UTF_8));
      send(
          response,
          answer.getStatusCode(),
          "application/json;charset=utf-8",
          answer.getResponse().getBytes(StandardCharsets.UTF_8));
    } else {
      HandlerResponse<byte[]> answer = protobuf.apply(body);
      send(response, answer.getStatusCode(), "application/octet-stream", answer.getResponse());
    }
  }

  private static void refuse(HttpServletResponse response, int status, String reason)
      throws IOException {
    send(
        response,
        status,
        "text/plain;charset=utf-8",
        (reason + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpServletResponse response, int status, String type, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
