/**
 * Reads how a driving table is stored, cuts it into splits along its row groups, and reads the
 * statistics that DuckDB and Parquet keep of it. Uses {@code task}.
 *
 * <p>What is read here is a hint. The splits of a table always cover all of it, so a layout or a
 * statistic that is out of date costs time and never a row.
 */
@NullMarked
package dev.skein.runtime.split;

import org.jspecify.annotations.NullMarked;
