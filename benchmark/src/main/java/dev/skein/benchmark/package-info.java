/**
 * Compares Skein with its peers: plain DuckDB through its JDBC driver, and Calcite's stock JDBC
 * adapter over DuckDB. Reaches them as users do, through JDBC URLs and processes; {@code
 * docs/benchmarks.md} says how to run it and what it found. Nothing uses this package.
 */
@NullMarked
package dev.skein.benchmark;

import org.jspecify.annotations.NullMarked;
