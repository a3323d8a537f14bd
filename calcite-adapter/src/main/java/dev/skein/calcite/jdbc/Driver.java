package dev.skein.calcite.jdbc;

import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.calcite.schema.SystemSchema;
import dev.skein.calcite.sql.SkeinTypeNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.Handler;
import org.apache.calcite.avatica.HandlerImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.CalciteSchema;
import org.jspecify.annotations.Nullable;

/**
 * {@code jdbc:skein:model=F}: a Calcite connection on which SQL means what it means to DuckDB
 * wherever settings can decide it. Any of Calcite's connection properties may be given and wins.
 */
public final class Driver extends org.apache.calcite.jdbc.Driver {
  private static final String PREFIX = "jdbc:skein:";

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
    Connection connection = super.connect(url, properties);
    if (connection instanceof CalciteConnection calcite) {
      SystemSchema.keepOneSpelling(calcite);
      SkeinTypeNames.addTo(calcite.getRootSchema());
    }
    return connection;
  }

  @Override
  public CalcitePrepare createPrepare() {
    return new SkeinPrepare();
  }

  /** Calcite's handler, and at the close of a connection the release of its schemas. */
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
        calcite.onConnectionClose(connection);
        SkeinSchemas.of(
                ((CalciteConnection) connection).getRootSchema().unwrap(CalciteSchema.class))
            .forEach(DistributedSchema::release);
      }
    };
  }
}
