package dev.skein.calcite.jdbc;

import dev.skein.calcite.enumerable.ConnectionLimits;
import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.calcite.schema.SystemSchema;
import dev.skein.calcite.sql.SkeinTypeNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Handler;
import org.apache.calcite.avatica.HandlerImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code jdbc:skein:model=F}: a Calcite connection on which SQL means what it means to DuckDB
 * wherever settings can decide it. Any of Calcite's connection properties may be given and wins;
 * {@link ConnectionLimits} has those of Skein.
 */
public final class Driver extends org.apache.calcite.jdbc.Driver {
  /**
   * The property of connections whose clients cannot be told other types of columns than those that
   * a statement had when it was prepared.
   */
  public static final String TYPES_AS_PREPARED = "typesAsPrepared";

  private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
  private static final String PREFIX = "jdbc:skein:";

  /** Invalid connection string attribute, in ODBC's table of states. */
  private static final String INVALID_ATTRIBUTE = "01S00";

  /** SQL-client unable to establish SQL-connection, in the SQL standard's table of states. */
  private static final String CANNOT_CONNECT = "08001";

  private static final Map<CalciteConnectionProperty, String> DEFAULTS = defaults();

  static {
    new Driver().register();
  }

  /** Called by DriverManager through the service file. */
  public Driver() {}

  private static Map<CalciteConnectionProperty, String> defaults() {
    Map<CalciteConnectionProperty, String> defaults = new LinkedHashMap<>();
    defaults.put(CalciteConnectionProperty.CASE_SENSITIVE, "false");
    defaults.put(CalciteConnectionProperty.UNQUOTED_CASING, "UNCHANGED");
    defaults.put(CalciteConnectionProperty.QUOTED_CASING, "UNCHANGED");
    defaults.put(CalciteConnectionProperty.QUOTING, "DOUBLE_QUOTE");
    defaults.put(CalciteConnectionProperty.DEFAULT_NULL_COLLATION, "LAST");
    defaults.put(CalciteConnectionProperty.CONFORMANCE, "LENIENT");
    defaults.put(
        CalciteConnectionProperty.TYPE_SYSTEM, "dev.skein.calcite.sql.SkeinTypeSystem#INSTANCE");
    defaults.put(
        CalciteConnectionProperty.PARSER_FACTORY, "dev.skein.calcite.parser.SkeinParser#FACTORY");
    return defaults;
  }

  @Override
  protected String getConnectStringPrefix() {
    return PREFIX;
  }

  @Override
  protected String getFactoryClassName(JdbcVersion jdbcVersion) {
    return SkeinFactory.class.getName();
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Properties properties = new Properties();
    DEFAULTS.forEach((property, value) -> properties.put(property.camelName(), value));
    if (info != null) {
      info.forEach(properties::put);
    }
    Connection connection = open(url, properties);
    if (connection instanceof CalciteConnection calcite) {
      SystemSchema.keepOneSpelling(calcite);
      SkeinTypeNames.addTo(calcite.getRootSchema());
      checkLimits(calcite);
    }
    return connection;
  }

  /** Calcite throws what is wrong with a model as it comes; JDBC's users catch SQLException. */
  private @Nullable Connection open(String url, Properties properties) throws SQLException {
    try {
      return super.connect(url, properties);
    } catch (RuntimeException e) {
      Throwable reason = e;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      throw new SQLException(String.valueOf(reason.getMessage()), CANNOT_CONNECT, e);
    }
  }

  /** A limit that cannot be read shows here, and not at the first query. */
  private static void checkLimits(CalciteConnection connection) throws SQLException {
    try {
      ConnectionLimits.of(connection.getProperties());
    } catch (IllegalArgumentException e) {
      connection.close();
      throw new SQLException(e.getMessage(), INVALID_ATTRIBUTE, e);
    }
  }

  @Override
  public CalcitePrepare createPrepare() {
    return new SkeinPrepare();
  }

  /** JDBC says that they end with their connection; Avatica leaves them, and what they read. */
  private static void closeStatements(AvaticaConnection connection) {
    for (AvaticaStatement statement : List.copyOf(connection.statementMap.values())) {
      try {
        statement.close();
      } catch (SQLException e) {
        LOG.warn("Closing a statement with its connection failed", e);
      }
    }
  }

  /** Calcite's handler, and at the close of a connection the release of all that it holds. */
  @Override
  protected Handler createHandler() {
    Handler calcite = super.createHandler();
    return new HandlerImpl() {
      @Override
      public void onConnectionInit(AvaticaConnection connection) throws SQLException {
        calcite.onConnectionInit(connection);
      }

      @Override
      public void onConnectionClose(AvaticaConnection connection) {
        closeStatements(connection);
        calcite.onConnectionClose(connection);
        SkeinSchemas.of((CalciteConnection) connection).forEach(DistributedSchema::release);
      }
    };
  }
}
