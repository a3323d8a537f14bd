package dev.skein.runtime.task;

/**
 * A Parquet file that a task reads.
 *
 * @param path absolute, or relative to the data root, with {@code /} between its parts
 * @param version what {@code ParquetVersion} read of the file when the query began; where the file
 *     has another version the task is refused
 */
public record DataFile(String path, String version) {}
