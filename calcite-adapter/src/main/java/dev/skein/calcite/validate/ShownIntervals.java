package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Intervals that a statement shows. Calcite's are numbers of months or of milliseconds, DuckDB's
 * have months, days and microseconds, and a text.
 */
final class ShownIntervals {
  private ShownIntervals() {}

  /**
   * @throws BetterInDuckDb if a value of this type is an interval or has some
   */
  static void refuse(RelDataType type) {
    if (isInterval(type)) {
      throw new BetterInDuckDb("show intervals as DuckDB does");
    }
  }

  private static boolean isInterval(RelDataType type) {
    RelDataType element = type.getComponentType();
    return SqlTypeUtil.isInterval(type)
        || (element != null && isInterval(element))
        || (type.isStruct()
            && type.getFieldList().stream().anyMatch(field -> isInterval(field.getType())));
  }
}
