package dev.skein.e2e;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query returned, in the one form in which answers of both systems are compared.
 *
 * @param types the columns' types, as {@link AnswerReader} names them
 * @param rows values as {@link AnswerReader} normalises them
 */
record Answer(List<String> types, List<List<@Nullable Object>> rows) {

  /** The first rows, one a line, for messages. */
  String head(int limit) {
    StringBuilder text = new StringBuilder();
    rows.stream().limit(limit).forEach(row -> text.append("  ").append(row).append('\n'));
    if (rows.size() > limit) {
      text.append("  ... ").append(rows.size() - limit).append(" more\n");
    }
    return text.toString();
  }
}
