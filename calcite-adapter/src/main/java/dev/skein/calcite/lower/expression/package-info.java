/**
 * Writes expressions: a class for each kind of function says what DuckDB has for it and where that
 * means the same. Windows use {@code aggregate}.
 */
@NullMarked
package dev.skein.calcite.lower.expression;

import org.jspecify.annotations.NullMarked;
