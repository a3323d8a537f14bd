package dev.skein.calcite.schema;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rule.DistributedRules;
import java.util.Map;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaFactory;
import org.apache.calcite.schema.SchemaPlus;

/**
 * Makes a {@link DistributedSchema} of the operands in a model file; docs/model.md lists them. Runs
 * that open the same database in the same way share one runtime ({@link SharedRuntimes}).
 */
public final class DistributedSchemaFactory implements SchemaFactory {
  /** Called by Calcite's ModelHandler by reflection. */
  public DistributedSchemaFactory() {}

  @Override
  public Schema create(SchemaPlus parentSchema, String name, Map<String, Object> operand) {
    ModelOperands operands = new ModelOperands(name, operand);
    SharedRuntimes.Lease lease = SharedRuntimes.lease(operands.runtimeConfig());
    DistributedConvention convention =
        new DistributedConvention(
            name, lease.runtime(), operands.distribution(), DistributedRules::all);
    DistributedSchema schema =
        new DistributedSchema(convention, operands.duckDbSchema(), operands.parquet(), lease);
    SystemSchema.tell(parentSchema, new SystemSource(name, schema, lease.runtime()));
    return schema;
  }
}
