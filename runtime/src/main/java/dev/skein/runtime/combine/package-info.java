/**
 * Makes one result out of the partial results of tasks, where DuckDB does not do it. Uses {@code
 * task} and {@code exchange}.
 */
@NullMarked
package dev.skein.runtime.combine;

import org.jspecify.annotations.NullMarked;
