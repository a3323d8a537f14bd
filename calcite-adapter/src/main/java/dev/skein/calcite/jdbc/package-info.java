/**
 * The {@code jdbc:skein:} driver: Calcite's driver with DuckDB's rules for names, NULLs and types,
 * and a cache of plans. Uses {@code schema}, {@code rule}, {@code validate} and {@code sql}.
 */
@NullMarked
package dev.skein.calcite.jdbc;

import org.jspecify.annotations.NullMarked;
