package dev.skein.calcite.schema;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows of which Calcite's DELETE takes away some, all at once. Calcite compares the sizes before
 * and after to learn how many it has deleted, so rows that others add meanwhile are left out.
 */
final class ForgettableRows extends AbstractCollection<@Nullable Object[]> {
  private final List<@Nullable Object[]> rows;
  private final ToIntFunction<Collection<?>> forget;
  private int forgotten;

  /**
   * @param forget does it, and says how many rows it was
   */
  ForgettableRows(List<@Nullable Object[]> rows, ToIntFunction<Collection<?>> forget) {
    this.rows = rows;
    this.forget = forget;
  }

  @Override
  public boolean removeAll(Collection<?> deleted) {
    int now = forget.applyAsInt(deleted);
    forgotten += now;
    return now > 0;
  }

  @Override
  public int size() {
    return rows.size() - forgotten;
  }

  @Override
  public Iterator<@Nullable Object[]> iterator() {
    return rows.iterator();
  }
}
