package dev.skein.calcite.jdbc.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a STRUCT column: its fields' names, and beside each the field's value. */
public record StructValue(List<String> names, List<@Nullable Object> values) {
  public StructValue {
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(
          names.size() + " field names for " + values.size() + " values");
    }
    names = List.copyOf(names);
    // Not List.copyOf: a field may be NULL.
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}
