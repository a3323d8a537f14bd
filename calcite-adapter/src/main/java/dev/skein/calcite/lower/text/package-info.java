/**
 * What every text of DuckDB SQL is made of: names, types, constants; and the refusal of what would
 * mean something else there.
 */
@NullMarked
package dev.skein.calcite.lower.text;

import org.jspecify.annotations.NullMarked;
