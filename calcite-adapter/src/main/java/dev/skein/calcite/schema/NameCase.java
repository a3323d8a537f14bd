package dev.skein.calcite.schema;

import java.util.Locale;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.jspecify.annotations.Nullable;

/**
 * Lets a plain {@code jdbc:calcite:} connection write {@code select * from lineitem} unquoted.
 *
 * <p>Such a connection turns unquoted names into upper case and then compares exactly. For it,
 * names that are lower case throughout, which is what an unquoted name in DuckDB becomes to the
 * eye, appear in upper case; others must be quoted. Connections with other rules, {@code
 * jdbc:skein:} among them, see names as they are stored.
 */
final class NameCase {
  private NameCase() {}

  /** Whether the statement being prepared on this thread folds unquoted names to upper case. */
  static boolean isFoldedToUpperCase() {
    CalcitePrepare.@Nullable Context context = CalcitePrepare.Dummy.peek();
    if (context == null) {
      return false;
    }
    return isFoldedToUpperCase(context.config());
  }

  /** Whether statements of such a connection do. */
  static boolean isFoldedToUpperCase(CalciteConnectionConfig config) {
    return config.caseSensitive() && config.unquotedCasing() == Casing.TO_UPPER;
  }

  /** The name under which such a statement sees a stored name. */
  static String fold(String name) {
    return name.equals(name.toLowerCase(Locale.ROOT)) ? name.toUpperCase(Locale.ROOT) : name;
  }
}
