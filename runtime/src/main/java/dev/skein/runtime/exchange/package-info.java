/**
 * Moves Arrow batches between stages: streams, bounded queues, gathers and spill. Uses {@code
 * task}.
 */
@NullMarked
package dev.skein.runtime.exchange;

import org.jspecify.annotations.NullMarked;
