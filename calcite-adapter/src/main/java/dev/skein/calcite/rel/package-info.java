/**
 * The Distributed convention and its nodes: what of a plan runs in DuckDB, still relational. No I/O
 * and no SQL text. Uses the runtime's door.
 */
@NullMarked
package dev.skein.calcite.rel;

import org.jspecify.annotations.NullMarked;
