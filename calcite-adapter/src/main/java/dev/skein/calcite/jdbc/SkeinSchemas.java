package dev.skein.calcite.jdbc;

import dev.skein.calcite.schema.DistributedSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.jdbc.CalciteConnection;
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
    List<DistributedSchema> schemas = new ArrayList<>();
    if (root != null) {
      for (String name : root.subSchemas().getNames(LikePattern.any())) {
        CalciteSchema child = root.getSubSchema(name, true);
        if (child != null && child.schema instanceof DistributedSchema schema) {
          schemas.add(schema);
        }
      }
    }
    return schemas;
  }
}
