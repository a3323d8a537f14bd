/**
 * Writes calls of aggregate functions, in one step or in the two of a split query, or refuses them.
 * Operands are texts already: it does not know expressions.
 */
@NullMarked
package dev.skein.calcite.lower.aggregate;

import org.jspecify.annotations.NullMarked;
