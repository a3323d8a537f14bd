/**
 * What becomes of queries when processes die, stall and lie: real worker processes, reached through
 * links that a test can cut, stall and corrupt, and a cluster that outlives all of it.
 */
@NullMarked
package dev.skein.e2e.chaos;

import org.jspecify.annotations.NullMarked;
