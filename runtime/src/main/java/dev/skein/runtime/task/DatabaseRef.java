package dev.skein.runtime.task;

/**
 * A DuckDB database as coordinator and workers both find it.
 *
 * @param path the file's path relative to the data root, with {@code /} between its parts; empty
 *     for a database that lives in the coordinator's memory and that no other process can open
 * @param version what {@code FileVersion} read of the file when the query was planned; a worker
 *     whose file has another version refuses the task. Empty for a database in memory
 */
public record DatabaseRef(String path, String version) {}
