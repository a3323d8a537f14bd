package dev.skein.runtime.catalog;

/**
 * A scalar or aggregate function of DuckDB, by name; it may have many signatures.
 *
 * @param deterministic whether equal arguments give equal results
 * @param aggregate whether it takes the rows of a group
 */
public record CatalogFunction(String name, boolean deterministic, boolean aggregate) {}
