package dev.skein.runtime;

import java.sql.Connection;
import java.sql.SQLException;

/** Reads something from DuckDB's catalog. */
@FunctionalInterface
interface CatalogQuery<T> {
  T run(Connection connection) throws SQLException;
}
