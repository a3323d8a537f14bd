package dev.skein.calcite.jdbc;

import dev.skein.calcite.schema.DistributedSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare.Context;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.jspecify.annotations.Nullable;

/** Finds the Skein schemas of a connection: those that stand right under its root. */
public final class SkeinSchemas {
  private SkeinSchemas() {}

  /** The schemas whose runtimes a connection uses, e.g. to watch them. */
  public static List<DistributedSchema> of(CalciteConnection connection) {
    return of(connection.getRootSchema().unwrap(CalciteSchema.class));
  }

  static List<DistributedSchema> of(@Nullable CalciteSchema root) {
    return new ArrayList<>(named(root).values());
  }

  /** The default schema, if it is Skein's. */
  static Optional<DistributedSchema> byDefault(Context context) {
    CalciteSchema found = context.getRootSchema();
    for (String name : context.getDefaultSchemaPath()) {
      found = found == null ? null : found.getSubSchema(name, true);
    }
    return found != null && found.schema instanceof DistributedSchema schema
        ? Optional.of(schema)
        : Optional.empty();
  }

  /** The schema whose DuckDB says what SQL there is: the default one, else the first. */
  static Optional<DistributedSchema> main(Context context) {
    return byDefault(context).or(() -> of(context.getRootSchema()).stream().findFirst());
  }

  /** The same by their names. */
  static Map<String, DistributedSchema> named(@Nullable CalciteSchema root) {
    Map<String, DistributedSchema> schemas = new LinkedHashMap<>();
    if (root != null) {
      for (String name : root.subSchemas().getNames(LikePattern.any())) {
        CalciteSchema child = root.getSubSchema(name, true);
        if (child != null && child.schema instanceof DistributedSchema schema) {
          schemas.put(name, schema);
        }
      }
    }
    return schemas;
  }
}
