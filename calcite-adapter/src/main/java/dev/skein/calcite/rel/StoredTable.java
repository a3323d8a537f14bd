package dev.skein.calcite.rel;

import dev.skein.runtime.task.TableSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What lowering asks of a table; a {@code RelOptTable} unwraps to it. */
public interface StoredTable {
  DistributedConvention convention();

  /** The parts of its name in DuckDB. */
  List<String> qualifiedName();

  /** The stored names of the columns, which may differ in case from those in the plan. */
  List<String> columnNames();

  /** Which column has a name, in any case. */
  OptionalInt columnNamed(String name);

  /** The DuckDB type a column is cast to where it is read, for types that Calcite has not. */
  Optional<String> readCast(int column);

  /**
   * Whether a column, or a part of it, is a text for Calcite alone and computes as another type.
   */
  boolean isOnlyText(int column);

  /**
   * Whether a column is a UUID, or has some in its lists, structs or maps: a text for Calcite that
   * DuckDB may be given in other spellings.
   */
  boolean hasUuid(int column);

  /** Whether any column is one of UUIDs, or of values with UUIDs in them. */
  boolean hasUuid();

  /** Whether a column is an ENUM: text that sorts in an order of its own. */
  boolean isEnum(int column);

  /**
   * Whether a column is JSON, or has it in its lists, structs or maps: a text for Calcite, of which
   * and other values DuckDB makes JSON.
   */
  boolean hasJson(int column);

  /** Whether any of its columns is an ENUM. */
  default boolean hasEnum() {
    return IntStream.range(0, columnNames().size()).anyMatch(this::isEnum);
  }

  /** About how many rows it has, -1 if unknown. */
  long rows();

  /** About how many different values a column has; empty if unknown. */
  OptionalLong distinctValues(int column);

  /** What it can be cut by; empty for a view. */
  Optional<TableSource> source();
}
