/**
 * What SQL means under Skein: the type system that follows DuckDB's arithmetic, and the operators
 * that DuckDB adds to Calcite's. Uses Calcite only.
 */
@NullMarked
package dev.skein.calcite.sql;

import org.jspecify.annotations.NullMarked;
