/**
 * The bridge to Calcite's pipeline: the node where Distributed becomes Enumerable, and the reader
 * of Arrow batches. Uses {@code lower} and {@code rel}.
 */
@NullMarked
package dev.skein.calcite.enumerable;

import org.jspecify.annotations.NullMarked;
