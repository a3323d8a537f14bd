/**
 * Whole-system tests: a statement goes through a model file, the planner and real workers, and its
 * answer is compared with that of one plain DuckDB on the same file.
 */
@NullMarked
package dev.skein.e2e;

import org.jspecify.annotations.NullMarked;
