/**
 * Queries, stages and tasks over workers: placement, retries, stragglers, cancel. Uses {@code
 * task}, {@code exchange}, {@code combine}, {@code worker} and {@code history}.
 */
@NullMarked
package dev.skein.runtime.schedule;

import org.jspecify.annotations.NullMarked;
