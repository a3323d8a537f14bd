package dev.skein.calcite.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one result row by row; one instance serves one result on one thread. */
interface ResultWriter {
  /** Called once, before the first row. */
  void begin(List<ResultColumn> columns) throws IOException;

  /** Called for each row; the values are those of {@link ResultRows}. */
  void row(List<@Nullable Object> values) throws IOException;

  /** Called once, after the last row. */
  void end() throws IOException;
}
