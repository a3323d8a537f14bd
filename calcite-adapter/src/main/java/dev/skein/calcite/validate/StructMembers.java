package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/** DuckDB takes structs together by the names of their members, Calcite by their places. */
final class StructMembers {
  private StructMembers() {}

  /**
   * Looks at values of which one type is made.
   *
   * @throws BetterInDuckDb if there are structs of other names among them
   */
  static void refuse(List<RelDataType> types) {
    for (RelDataType type : types) {
      if (differ(types.get(0), type)) {
        throw new BetterInDuckDb("join structs by the names of their members");
      }
    }
  }

  /** The same of the columns of queries that are taken together. */
  static void refuseColumns(List<RelDataType> rows) {
    for (int i = 0; i < rows.get(0).getFieldCount(); i++) {
      int column = i;
      refuse(rows.stream().map(row -> row.getFieldList().get(column).getType()).toList());
    }
  }

  private static boolean differ(@Nullable RelDataType one, @Nullable RelDataType other) {
    if (one == null || other == null) {
      return false;
    }
    if (one.isStruct() && other.isStruct()) {
      List<RelDataTypeField> fields = one.getFieldList();
      List<RelDataTypeField> others = other.getFieldList();
      if (fields.size() != others.size()) {
        return true;
      }
      for (int i = 0; i < fields.size(); i++) {
        if (!fields.get(i).getName().equalsIgnoreCase(others.get(i).getName())
            || differ(fields.get(i).getType(), others.get(i).getType())) {
          return true;
        }
      }
      return false;
    }
    return differ(one.getComponentType(), other.getComponentType())
        || differ(one.getValueType(), other.getValueType());
  }
}
