/**
 * Values as JDBC shows them and as DuckDB writes them. Knows Calcite's types and nothing else of
 * the adapter.
 */
@NullMarked
package dev.skein.calcite.jdbc.value;

import org.jspecify.annotations.NullMarked;
