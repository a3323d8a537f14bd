package dev.skein.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One of the 22 queries of TPC-H. */
record TpchQuery(int number, String sql) {
  private static final int COUNT = 22;
  private static final String SELECT = "select ";

  static List<TpchQuery> all() throws IOException {
    List<TpchQuery> queries = new ArrayList<>();
    for (int number = 1; number <= COUNT; number++) {
      queries.add(read(number));
    }
    return queries;
  }

  static TpchQuery read(int number) throws IOException {
    String name = String.format(Locale.ROOT, "tpch/q%02d.sql", number);
    try (InputStream in = TpchQuery.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("No resource " + name);
      }
      return new TpchQuery(number, new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  /** The same work under a text that no cache of plans has seen: the result has a column more. */
  String unseen(long nonce) {
    int at = sql.indexOf(SELECT) + SELECT.length();
    return sql.substring(0, at) + nonce + " as nonce" + nonce + ", " + sql.substring(at);
  }
}
