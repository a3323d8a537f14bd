/**
 * Decides whether a plan is split, where, by which table, and what its tasks share. It writes no
 * SQL.
 */
@NullMarked
package dev.skein.calcite.lower.split;

import org.jspecify.annotations.NullMarked;
