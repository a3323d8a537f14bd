package dev.skein.calcite.lower;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.runtime.task.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/** What the sorted rows of several tasks are merged by. */
final class MergeKeys {
  private MergeKeys() {}

  /** The keys of a Sort; empty where the rows that leave DuckDB do not show its order. */
  static Optional<List<SortKey>> of(Sort sort) {
    List<RelDataTypeField> fields = sort.getRowType().getFieldList();
    List<SortKey> keys = new ArrayList<>();
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      RelDataType type = fields.get(key.getFieldIndex()).getType();
      if (!DuckDbTypes.sqlType(type).map(SortKey::isMergeable).orElse(false)) {
        return Optional.empty();
      }
      keys.add(
          new SortKey(
              key.getFieldIndex(),
              key.getDirection().isDescending(),
              DuckDbSqlWriter.nullsFirst(key)));
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
  }
}
