package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.Driver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens the connection that a command runs its statements on. */
final class SkeinConnection {
  private static final String URL = "jdbc:skein:";

  private SkeinConnection() {}

  /** Opens the named model, or the one that {@link ModelFile} finds. The caller closes it. */
  static Connection open(@Nullable Path model, Map<String, String> settings) {
    Path file = ModelFile.find(model);
    Properties properties = new Properties();
    // Not in the URL: a path may hold a semicolon or a quote.
    properties.setProperty("model", file.toString());
    settings.forEach(properties::setProperty);
    try {
      // Not through DriverManager, which would load every driver on the class path first.
      Connection connection = new Driver().connect(URL, properties);
      if (connection == null) {
        throw new IllegalStateException("the driver refused its own URL " + URL);
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "Cannot open the model " + file + ": " + ErrorText.of(e), e);
    }
  }
}
