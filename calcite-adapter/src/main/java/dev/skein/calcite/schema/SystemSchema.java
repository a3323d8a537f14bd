package dev.skein.calcite.schema;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.jspecify.annotations.Nullable;

/**
 * The schema {@code skein} at the root of a connection: what ran, where, and what is stored, of all
 * Skein schemas of that connection. docs/system-tables.md describes its tables.
 *
 * <p>It is there twice, in lower case as {@code skein} and in upper case as {@code SKEIN}, because
 * a factory does not learn how its connection compares names, and Calcite asks for the tables of a
 * plan again, by name, when no statement is being prepared that could tell. A {@code jdbc:skein:}
 * connection removes the second ({@link #keepOneSpelling}).
 */
public final class SystemSchema extends AbstractSchema {
  private static final String NAME = "skein";

  private final List<SystemSource> sources;
  private final Map<String, Table> tables;

  private SystemSchema(List<SystemSource> sources, boolean upperCase) {
    this.sources = sources;
    ImmutableMap.Builder<String, Table> all = ImmutableMap.builder();
    SystemTables.all(sources)
        .forEach(
            (name, table) ->
                all.put(
                    upperCase ? NameCase.fold(name) : name,
                    upperCase ? table.withUpperCaseColumns() : table));
    this.tables = all.buildOrThrow();
  }

  /**
   * Adds a Skein schema to those that the system tables tell of. Where the user has a schema of
   * that name there are none.
   *
   * @param parent where the Skein schema is being added
   */
  static void tell(SchemaPlus parent, SystemSource source) {
    SchemaPlus root = parent;
    for (SchemaPlus above = root.getParentSchema(); above != null; ) {
      root = above;
      above = root.getParentSchema();
    }
    SystemSchema present = find(root, NAME);
    if (present != null) {
      present.sources.removeIf(other -> other.schema().equals(source.schema()));
      present.sources.add(source);
    } else if (root.subSchemas().getIgnoreCase(NAME) == null) {
      List<SystemSource> sources = new CopyOnWriteArrayList<>(List.of(source));
      root.add(NAME, new SystemSchema(sources, false));
      root.add(NameCase.fold(NAME), new SystemSchema(sources, true));
    }
  }

  /** Removes the schema in upper case unless unquoted names on this connection mean just that. */
  public static void keepOneSpelling(CalciteConnection connection) {
    SchemaPlus root = connection.getRootSchema();
    String upperCase = NameCase.fold(NAME);
    if (!NameCase.isFoldedToUpperCase(connection.config()) && find(root, upperCase) != null) {
      root.unwrap(CalciteSchema.class).removeSubSchema(upperCase);
    }
  }

  private static @Nullable SystemSchema find(SchemaPlus root, String name) {
    SchemaPlus found = root.subSchemas().get(name);
    Schema schema = found == null ? null : found.unwrap(CalciteSchema.class).schema;
    return schema instanceof SystemSchema system ? system : null;
  }

  @Override
  public boolean isMutable() {
    return false;
  }

  @Override
  protected Map<String, Table> getTableMap() {
    return tables;
  }
}
