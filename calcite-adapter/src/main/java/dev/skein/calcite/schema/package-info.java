/**
 * What a model file names: the factory and its operands, schemas, tables, types and the system
 * tables. Uses {@code rule} and {@code rel} and what the runtime's door answers.
 */
@NullMarked
package dev.skein.calcite.schema;

import org.jspecify.annotations.NullMarked;
