/**
 * Workers in other processes, over Arrow Flight: the forms of what travels, the worker's server and
 * the coordinator's client. Uses {@code task}, {@code exchange} and {@code worker}.
 */
@NullMarked
package dev.skein.runtime.flight;

import org.jspecify.annotations.NullMarked;
