package dev.skein.calcite.sql;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;

/** The keys of an ORDER BY, as they are written. */
public final class SortKeys {
  private SortKeys() {}

  /** What is sorted by, without the direction and the place of NULLs. */
  public static SqlNode plain(SqlNode key) {
    return switch (key.getKind()) {
      case DESCENDING, NULLS_FIRST, NULLS_LAST -> plain(((SqlCall) key).operand(0));
      default -> key;
    };
  }
}
