package dev.skein.calcite.schema;

import dev.skein.runtime.DistributedRuntime;

/**
 * One Skein schema of a connection, of which the system tables tell.
 *
 * @param schema its name in the model
 * @param duckDbSchema the schema of the database that it shows
 */
record SystemSource(String schema, String duckDbSchema, DistributedRuntime runtime) {}
