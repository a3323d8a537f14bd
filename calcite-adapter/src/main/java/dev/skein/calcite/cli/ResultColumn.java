package dev.skein.calcite.cli;

/**
 * A column of a result as the writers see it.
 *
 * @param name what the user sees above it
 * @param isNumber whether a table aligns it to the right
 */
record ResultColumn(String name, boolean isNumber) {}
