package dev.skein.runtime.catalog;

/**
 * A scalar function of DuckDB, by name; it may have many signatures.
 *
 * @param deterministic whether equal arguments give equal results
 */
public record CatalogFunction(String name, boolean deterministic) {}
