/**
 * The words of the runtime: immutable values that say what is to be run and on what. They hold no
 * connection, no thread and no Calcite, so a stage or a task can be logged, sent or run elsewhere.
 * Uses no other package of the runtime.
 */
@NullMarked
package dev.skein.runtime.task;

import org.jspecify.annotations.NullMarked;
