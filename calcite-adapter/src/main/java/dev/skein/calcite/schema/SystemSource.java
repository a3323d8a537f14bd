package dev.skein.calcite.schema;

import dev.skein.runtime.DistributedRuntime;

/**
 * One Skein schema of a connection, of which the system tables tell.
 *
 * @param schema its name in the model
 * @param tables the schema itself
 */
record SystemSource(String schema, DistributedSchema tables, DistributedRuntime runtime) {}
