/**
 * What a statement means before it is a tree: Calcite's validator, with a class for each thing that
 * Calcite reads otherwise than DuckDB. Most of them find it and leave the statement to DuckDB
 * ({@link dev.skein.calcite.sql.BetterInDuckDb}); some write it so that both mean the same. Uses
 * {@code rel} and {@code sql}.
 */
@NullMarked
package dev.skein.calcite.validate;

import org.jspecify.annotations.NullMarked;
