/**
 * What is stored in a database: its tables and views, their columns and keys. Uses {@code task}.
 */
@NullMarked
package dev.skein.runtime.catalog;

import org.jspecify.annotations.NullMarked;
