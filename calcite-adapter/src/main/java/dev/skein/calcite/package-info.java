@NullMarked
package dev.skein.calcite;

import org.jspecify.annotations.NullMarked;
