/**
 * The planner rules, one class each, and the program that applies them. Uses {@code enumerable},
 * {@code lower} and {@code rel}.
 */
@NullMarked
package dev.skein.calcite.rule;

import org.jspecify.annotations.NullMarked;
