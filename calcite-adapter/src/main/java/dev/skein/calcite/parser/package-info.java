/**
 * Calcite's Babel parser with DuckDB's spellings: what DuckDB writes otherwise than Calcite is
 * replaced among the tokens, before the parser sees them, so that the positions in error messages
 * stay those of the user's text; clauses that Calcite lacks are replaced in the tree. Uses {@code
 * sql}.
 */
@NullMarked
package dev.skein.calcite.parser;

import org.jspecify.annotations.NullMarked;
