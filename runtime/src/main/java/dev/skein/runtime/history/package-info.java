/** What ran, where and for how long: the figures behind the system tables. Uses {@code task}. */
@NullMarked
package dev.skein.runtime.history;

import org.jspecify.annotations.NullMarked;
