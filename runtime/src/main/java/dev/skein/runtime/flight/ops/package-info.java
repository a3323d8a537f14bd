/**
 * What an operator looks at from outside: figures, health and readiness over HTTP. Uses {@code
 * task} only; workers and coordinators say what there is to see.
 */
@NullMarked
package dev.skein.runtime.flight.ops;

import org.jspecify.annotations.NullMarked;
