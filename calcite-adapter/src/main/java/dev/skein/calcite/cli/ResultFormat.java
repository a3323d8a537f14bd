package dev.skein.calcite.cli;

/** How {@code skein sql} writes results. */
enum ResultFormat {
  TABLE,
  CSV,
  JSON,
  MARKDOWN;

  /** A writer for one result. Whoever made {@code out} flushes and closes it. */
  ResultWriter writer(Appendable out) {
    return switch (this) {
      case TABLE -> new TableWriter(out);
      case CSV -> new CsvWriter(out);
      case JSON -> new JsonWriter(out);
      case MARKDOWN -> new MarkdownWriter(out);
    };
  }
}
