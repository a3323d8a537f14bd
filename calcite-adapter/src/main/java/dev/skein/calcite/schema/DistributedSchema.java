package dev.skein.calcite.schema;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.catalog.CatalogTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.SqlOperatorTable;
import org.jspecify.annotations.Nullable;

/** The tables and views of one DuckDB schema. */
public final class DistributedSchema extends AbstractSchema {
  private final DistributedConvention convention;
  private final String duckDbSchema;
  private final SharedRuntimes.Lease lease;
  private @Nullable Snapshot snapshot;

  /** The tables as they were at one version of the data. */
  private record Snapshot(
      String version, Map<String, CatalogTable> catalog, Map<String, Table> tables) {}

  DistributedSchema(
      DistributedConvention convention, String duckDbSchema, SharedRuntimes.Lease lease) {
    this.convention = convention;
    this.duckDbSchema = duckDbSchema;
    this.lease = lease;
    lease.releaseWith(this);
  }

  /** Gives up its part in the runtime: called when its connection closes. */
  public void release() {
    lease.release();
  }

  public DistributedRuntime runtime() {
    return convention.runtime();
  }

  public DistributedConvention convention() {
    return convention;
  }

  /** The functions of its DuckDB, for the end of a chain of operator tables. */
  public SqlOperatorTable functions() {
    return lease.functions();
  }

  /** Equal to what it was as long as no table has changed in a way that a plan could notice. */
  public Object state() {
    return snapshot().tables();
  }

  @Override
  public boolean isMutable() {
    return false;
  }

  @Override
  protected Map<String, Table> getTableMap() {
    Map<String, Table> tables = snapshot().tables();
    return NameCase.isFoldedToUpperCase() ? withFoldedNames(tables) : tables;
  }

  private synchronized Snapshot snapshot() {
    DistributedRuntime runtime = convention.runtime();
    String version = runtime.version();
    Snapshot known = snapshot;
    if (known == null || version.isEmpty() || !version.equals(known.version())) {
      Map<String, CatalogTable> catalog = runtime.tables(duckDbSchema);
      if (known == null || !catalog.equals(known.catalog())) {
        Map<String, Table> tables = new LinkedHashMap<>();
        catalog.forEach((name, table) -> tables.put(name, new DistributedTable(convention, table)));
        known = new Snapshot(version, catalog, tables);
      } else {
        known = new Snapshot(version, catalog, known.tables());
      }
      snapshot = known;
    }
    return known;
  }

  /**
   * The tables under their stored names and under those that {@link NameCase} gives them. Calcite
   * copies the names of a schema for each statement, so a map that only answers to more than it
   * lists is not enough.
   */
  private static Map<String, Table> withFoldedNames(Map<String, Table> tables) {
    Map<String, Table> folded = new LinkedHashMap<>(tables);
    tables.forEach((name, table) -> folded.putIfAbsent(NameCase.fold(name), table));
    return folded;
  }
}
