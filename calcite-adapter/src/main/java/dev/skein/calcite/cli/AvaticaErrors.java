package dev.skein.calcite.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.NoSuchConnectionException;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.Service;
import org.apache.calcite.avatica.remote.Service.ErrorResponse;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives Avatica's clients the reason of an error as the command line words it. Left alone, Avatica
 * sends the messages of all causes in a row, with the server's stack traces.
 */
final class AvaticaErrors implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AvaticaErrors.class);

  /** Syntax error or access rule violation, in the SQL standard's table of states. */
  private static final String SYNTAX_OR_NAME = "42000";

  private final Service service;

  private AvaticaErrors(Service service) {
    this.service = service;
  }

  /** The same service with readable errors. */
  static Service readable(Service service) {
    return (Service)
        Proxy.newProxyInstance(
            Service.class.getClassLoader(),
            new Class<?>[] {Service.class},
            new AvaticaErrors(service));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(service, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof NoSuchConnectionException || cause instanceof AvaticaRuntimeException) {
        throw cause;
      }
      LOG.debug("A request failed", cause);
      throw readable(cause);
    }
  }

  private static AvaticaRuntimeException readable(Throwable failure) {
    SqlParserPos position = ErrorText.position(failure);
    String text = ErrorText.of(failure);
    if (position != null) {
      text =
          "line %d, column %d: ".formatted(position.getLineNum(), position.getColumnNum()) + text;
    }
    int code = ErrorResponse.UNKNOWN_ERROR_CODE;
    String state = position == null ? ErrorResponse.UNKNOWN_SQL_STATE : SYNTAX_OR_NAME;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException e && e.getSQLState() != null) {
        code = e.getErrorCode();
        state = e.getSQLState();
      }
    }
    return new AvaticaRuntimeException(text, code, state, AvaticaSeverity.ERROR);
  }
}
