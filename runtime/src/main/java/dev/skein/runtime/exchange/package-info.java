/**
 * Moves Arrow batches between stages: streams, gathers, and what is held in memory or on disk. Uses
 * {@code task}.
 */
@NullMarked
package dev.skein.runtime.exchange;

import org.jspecify.annotations.NullMarked;
