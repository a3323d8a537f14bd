/**
 * Makes stages of plans and writes their SQL: the only place that does. Nodes become text here,
 * their expressions in {@code expression} and {@code aggregate}, or are refused where DuckDB would
 * give another answer than Calcite; {@code split} says what runs task by task. Uses {@code sql} and
 * {@code rel}.
 */
@NullMarked
package dev.skein.calcite.lower;

import org.jspecify.annotations.NullMarked;
