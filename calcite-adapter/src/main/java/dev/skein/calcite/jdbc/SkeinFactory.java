package dev.skein.calcite.jdbc;

import dev.skein.calcite.sql.SkeinTypeFactory;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaSpecificDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.apache.calcite.jdbc.CalciteFactory;
import org.apache.calcite.jdbc.CalciteJdbc41Factory;
import org.apache.calcite.jdbc.CalciteSchema;
import org.jspecify.annotations.Nullable;

/** Calcite's JDBC objects, with a {@link SkeinResultSet} for the rows. */
public final class SkeinFactory extends CalciteFactory {
  private final CalciteJdbc41Factory calcite = new CalciteJdbc41Factory();

  /** Called by Avatica's driver by reflection. */
  public SkeinFactory() {
    super(4, 1);
  }

  @Override
  public AvaticaConnection newConnection(
      UnregisteredDriver driver,
      AvaticaFactory factory,
      String url,
      Properties info,
      @Nullable CalciteSchema rootSchema,
      @Nullable JavaTypeFactory typeFactory) {
    return calcite.newConnection(
        driver,
        factory,
        url,
        info,
        rootSchema,
        typeFactory == null ? new SkeinTypeFactory() : typeFactory);
  }

  @Override
  public AvaticaStatement newStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle h,
      int resultSetType,
      int resultSetConcurrency,
      int resultSetHoldability) {
    return calcite.newStatement(
        connection, h, resultSetType, resultSetConcurrency, resultSetHoldability);
  }

  @Override
  public AvaticaPreparedStatement newPreparedStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle h,
      Meta.Signature signature,
      int resultSetType,
      int resultSetConcurrency,
      int resultSetHoldability)
      throws SQLException {
    return calcite.newPreparedStatement(
        connection, h, signature, resultSetType, resultSetConcurrency, resultSetHoldability);
  }

  @Override
  public AvaticaResultSet newResultSet(
      AvaticaStatement statement,
      QueryState state,
      Meta.Signature signature,
      TimeZone timeZone,
      Meta.Frame firstFrame)
      throws SQLException {
    forgetCancel(statement);
    Meta.Signature runs =
        signature instanceof UntypedSignature<?> untyped
            ? untyped.typed(statement)
            : signature instanceof DirectSignature<?> direct ? direct.typed(statement) : signature;
    return new SkeinResultSet(
        statement, state, runs, newResultSetMetaData(statement, runs), timeZone, firstFrame);
  }

  /**
   * A cancel ends what runs. What was cancelled before it began is forgotten: a cancel waits for
   * the monitor of its statement, which Avatica (1.28) holds while it plans and until it has this
   * result, and one that comes after planning failed would hit the next execution.
   */
  private static void forgetCancel(AvaticaStatement statement) {
    try {
      statement.connection.getCancelFlag(statement.handle).set(false);
    } catch (NoSuchStatementException e) {
      // It was closed: running it will say so.
    }
  }

  @Override
  public AvaticaSpecificDatabaseMetaData newDatabaseMetaData(AvaticaConnection connection) {
    return new SkeinDatabaseMetaData(connection);
  }

  @Override
  public ResultSetMetaData newResultSetMetaData(
      AvaticaStatement statement, Meta.Signature signature) {
    return new SkeinResultSetMetaData(statement, signature);
  }
}
