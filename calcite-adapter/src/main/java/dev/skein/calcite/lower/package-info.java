/**
 * Writes DuckDB SQL: the only place that does. Expressions and aggregate calls become text here, or
 * are refused where DuckDB would give another answer than Calcite. Uses {@code sql} and {@code
 * rel}.
 */
@NullMarked
package dev.skein.calcite.lower;

import org.jspecify.annotations.NullMarked;
