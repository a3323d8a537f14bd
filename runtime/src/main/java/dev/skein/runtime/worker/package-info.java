/**
 * A worker: one task in, one stream of Arrow batches out. Uses {@code task} and {@code exchange}.
 */
@NullMarked
package dev.skein.runtime.worker;

import org.jspecify.annotations.NullMarked;
