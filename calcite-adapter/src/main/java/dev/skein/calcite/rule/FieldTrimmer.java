package dev.skein.calcite.rule;

import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Drops columns that nothing needs, as Calcite does, but keeps an OFFSET above a LIMIT: Calcite's
 * builder (1.42) makes one step of the two, which skips rows before it counts them.
 *
 * <p>Public because Calcite calls {@link #trimFields} by reflection.
 */
public final class FieldTrimmer extends RelFieldTrimmer {
  public FieldTrimmer(@Nullable SqlValidator validator, RelBuilder builder) {
    super(validator, builder);
  }

  @Override
  public TrimResult trimFields(
      Sort sort, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
    if (!isOffsetAlone(sort)) {
      return super.trimFields(sort, fieldsUsed, extraFields);
    }
    TrimResult input = trimChild(sort, sort.getInput(), fieldsUsed, Set.of());
    RelNode trimmed = sort.copy(sort.getTraitSet(), List.of(input.left));
    return result(trimmed, input.right, sort);
  }

  private static boolean isOffsetAlone(Sort sort) {
    return sort.offset != null
        && sort.fetch == null
        && sort.getCollation().getFieldCollations().isEmpty();
  }
}
