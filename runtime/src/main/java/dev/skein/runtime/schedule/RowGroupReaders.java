package dev.skein.runtime.schedule;

import dev.skein.runtime.task.Split;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which remote worker read which row groups last, because it has them in its cache.
 * Bounded; guarded by the scheduler's lock.
 */
final class RowGroupReaders {
  private static final int MAX_ENTRIES = 100_000;

  /** Of a split's many row groups the first ones are enough to know it by. */
  private static final int MAX_GROUPS = 64;

  private final Map<Place, String> readers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /** A row group of a table, in the version of its database. */
  private record Place(String database, String table, int rowGroup) {}

  void read(String database, String table, Split split, String worker) {
    if (split instanceof Split.RowGroups groups) {
      for (int i = 0; i < Math.min(groups.groups(), MAX_GROUPS); i++) {
        readers.put(new Place(database, table, groups.firstGroup() + i), worker);
      }
    } else if (split instanceof Split.ParquetRowGroups groups) {
      for (int i = 0; i < Math.min(groups.groups(), MAX_GROUPS); i++) {
        readers.put(new Place(groups.file(), table, groups.firstGroup() + i), worker);
      }
    } else if (split instanceof Split.ParquetFiles files) {
      files.files().stream()
          .limit(MAX_GROUPS)
          .forEach(file -> readers.put(new Place(file, table, 0), worker));
    }
  }

  /** The worker that read the beginning of a split, if one did. */
  @Nullable String reader(String database, String table, Split split) {
    if (split instanceof Split.RowGroups groups) {
      return readers.get(new Place(database, table, groups.firstGroup()));
    }
    if (split instanceof Split.ParquetRowGroups groups) {
      return readers.get(new Place(groups.file(), table, groups.firstGroup()));
    }
    if (split instanceof Split.ParquetFiles files) {
      return readers.get(new Place(files.files().get(0), table, 0));
    }
    return null;
  }
}
