/**
 * The command line: {@code skein sql | worker | server | classpath | demo}. It reaches data only
 * through JDBC, as any client does, so that what works here works in a user's own program. May use
 * {@code dev.skein.calcite.jdbc} and the worker process of the runtime; nothing uses it.
 */
@NullMarked
package dev.skein.calcite.cli;

import org.jspecify.annotations.NullMarked;
