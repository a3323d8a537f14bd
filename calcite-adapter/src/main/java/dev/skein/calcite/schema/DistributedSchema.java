package dev.skein.calcite.schema;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rule.PlainTranslation;
import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.RuntimeConfig;
import dev.skein.runtime.catalog.CatalogTable;
import dev.skein.runtime.schedule.Cluster;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaVersion;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.SqlOperatorTable;
import org.jspecify.annotations.Nullable;

/** The tables and views of one DuckDB schema, and the Parquet files beside them. */
public final class DistributedSchema extends AbstractSchema {
  private final DistributedConvention convention;
  private final String duckDbSchema;
  private final List<ParquetFiles> parquet;
  private final SharedRuntimes.Lease lease;
  private @Nullable Snapshot snapshot;

  /** The tables as they were at one version of the data. */
  private record Snapshot(
      String version,
      Map<String, CatalogTable> catalog,
      Map<Listing, Table> parquet,
      Map<String, Table> tables) {}

  /** The files of a table, or why there are none. */
  private record Listing(String name, Optional<ParquetTable> files, String problem) {
    static Listing of(ParquetFiles table) {
      try {
        return new Listing(table.name(), Optional.of(table.list()), "");
      } catch (IllegalArgumentException e) {
        return new Listing(table.name(), Optional.empty(), String.valueOf(e.getMessage()));
      }
    }
  }

  DistributedSchema(
      DistributedConvention convention,
      String duckDbSchema,
      List<ParquetFiles> parquet,
      SharedRuntimes.Lease lease) {
    this.convention = convention;
    this.duckDbSchema = duckDbSchema;
    this.parquet = List.copyOf(parquet);
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

  /** Its name in DuckDB. */
  String duckDbSchema() {
    return duckDbSchema;
  }

  /** Whether one DuckDB can read the tables of both: they are in one file, or beside it. */
  boolean sharesDataWith(DistributedSchema other) {
    if (runtime() == other.runtime()) {
      return true;
    }
    RuntimeConfig one = runtime().config();
    RuntimeConfig two = other.runtime().config();
    return one.database().isPresent()
        && one.database().equals(two.database())
        && one.dataRoot().equals(two.dataRoot())
        && one.readOnly() == two.readOnly();
  }

  /** The functions of its DuckDB, for the end of a chain of operator tables. */
  public SqlOperatorTable functions() {
    return lease.functions();
  }

  /** Equal to what it was as long as nothing has changed that a plan could notice. */
  public Object state() {
    return new State(snapshot().tables(), runtime().cluster());
  }

  /** What plans depend on. */
  private record State(Map<String, Table> tables, Cluster workers) {}

  /** The columns of a table's primary key; empty if it has none, or there is no such table. */
  public List<String> primaryKey(String table) {
    return snapshot().tables().get(table) instanceof DistributedTable stored
        ? stored.primaryKey()
        : List.of();
  }

  /** The tables as they are now, for the system tables. */
  List<DistributedTable> stored() {
    List<DistributedTable> stored = new ArrayList<>();
    for (Table table : snapshot().tables().values()) {
      if (table instanceof DistributedTable readable) {
        stored.add(readable);
      }
    }
    return stored;
  }

  /** A statement is about to be prepared; the tables are looked up when it names them. */
  @Override
  public Schema snapshot(SchemaVersion version) {
    PlainTranslation.installOnThread();
    return this;
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
    List<Listing> files = parquet.stream().map(Listing::of).toList();
    Snapshot known = snapshot;
    boolean sameDatabase = known != null && !version.isEmpty() && version.equals(known.version());
    if (known == null || !sameDatabase || !List.copyOf(known.parquet().keySet()).equals(files)) {
      Map<String, CatalogTable> catalog =
          known != null && sameDatabase ? known.catalog() : runtime.tables(duckDbSchema);
      Map<Listing, Table> described = new LinkedHashMap<>();
      for (Listing table : files) {
        Table before = known == null ? null : known.parquet().get(table);
        described.put(table, before instanceof DistributedTable ? before : describe(table));
      }
      Map<String, Table> tables =
          known != null && catalog.equals(known.catalog()) && described.equals(known.parquet())
              ? known.tables()
              : tables(catalog, described);
      known = new Snapshot(version, catalog, described, tables);
      snapshot = known;
    }
    return known;
  }

  private Table describe(Listing table) {
    if (table.files().isEmpty()) {
      return new UnreadableTable(table.problem());
    }
    ParquetTable files = table.files().get();
    try {
      return new DistributedTable(
          convention, convention.runtime().describe(files), Optional.of(files));
    } catch (SkeinException e) {
      return new UnreadableTable(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Table> tables(
      Map<String, CatalogTable> catalog, Map<Listing, Table> parquet) {
    Map<String, Table> tables = new LinkedHashMap<>();
    catalog.forEach((name, table) -> tables.put(name, new DistributedTable(convention, table)));
    parquet.forEach(
        (files, table) -> {
          if (tables.putIfAbsent(files.name(), table) != null) {
            throw new IllegalArgumentException(
                "The operand 'parquet' names a table '"
                    + files.name()
                    + "', which the database has already; give it another name");
          }
        });
    return tables;
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
