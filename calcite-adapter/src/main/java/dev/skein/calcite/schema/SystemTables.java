package dev.skein.calcite.schema;

import dev.skein.calcite.schema.SystemTable.Column;
import dev.skein.runtime.history.AttemptRecord;
import dev.skein.runtime.history.QueryRecord;
import dev.skein.runtime.schedule.WorkerFigures;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Lists the system tables and their columns. */
final class SystemTables {
  private SystemTables() {}

  /** Something that belongs to one of the Skein schemas. */
  record Entry<T>(SystemSource source, T of) {
    String schema() {
      return source.schema();
    }
  }

  static Map<String, SystemTable<?>> all(List<SystemSource> sources) {
    return Map.of(
        "queries", queries(sources),
        "tasks", tasks(sources),
        "workers", workers(sources),
        "tables", tables(sources));
  }

  private static SystemTable<Entry<QueryRecord>> queries(List<SystemSource> sources) {
    return new QueriesTable(
        List.of(
            text("query_id", query -> query.of().id().value()),
            text("schema", Entry::schema),
            text("sql", query -> query.of().sql()),
            text("execution_mode", query -> query.of().mode().name()),
            text("merge_strategy", query -> query.of().merge().name()),
            text("reason", query -> query.of().reason()),
            time("start_time", query -> query.of().start()),
            count("duration_ms", query -> query.of().duration().toMillis()),
            number("workers_used", query -> query.of().workers()),
            number("tasks_generated", query -> query.of().tasks()),
            count("rows", query -> query.of().rows()),
            text("state", query -> query.of().state().name()),
            optionalText("error", query -> query.of().error().orElse(null))),
        sources,
        false);
  }

  private static SystemTable<AttemptRecord> tasks(List<SystemSource> sources) {
    return new SystemTable<>(
        List.of(
            text("query_id", attempt -> attempt.task().query().value()),
            text("task_id", attempt -> attempt.task().toString()),
            number("stage", attempt -> attempt.task().stage()),
            number("task", attempt -> attempt.task().task()),
            number("total", AttemptRecord::total),
            number("attempt", AttemptRecord::attempt),
            text("sql", AttemptRecord::sql),
            text("split", AttemptRecord::split),
            text("worker", AttemptRecord::worker),
            count("rows", AttemptRecord::rows),
            count("bytes", AttemptRecord::bytes),
            time("start_time", AttemptRecord::start),
            count("duration_ms", attempt -> attempt.duration().toMillis()),
            text("state", attempt -> attempt.state().name()),
            optionalText("error", attempt -> attempt.error().orElse(null))),
        () ->
            sources.stream()
                .flatMap(source -> source.runtime().history().attempts().stream())
                .toList(),
        false);
  }

  private static SystemTable<Entry<WorkerFigures>> workers(List<SystemSource> sources) {
    return new SystemTable<>(
        List.of(
            text("schema", Entry::schema),
            text("name", worker -> worker.of().name()),
            optionalText("endpoint", worker -> worker.of().remote() ? worker.of().name() : null),
            text("state", worker -> worker.of().state()),
            number("slots", worker -> worker.of().slots()),
            number("running", worker -> worker.of().running()),
            count("tasks_done", worker -> worker.of().finished()),
            count("tasks_failed", worker -> worker.of().lost()),
            optionalCount("memory_used", worker -> known(worker.of().memoryUsed())),
            optionalCount("memory_limit", worker -> known(worker.of().memoryLimit())),
            optionalText("error", worker -> worker.of().problem().orElse(null))),
        () -> each(sources, source -> source.runtime().workers().stream()),
        false);
  }

  private static @Nullable Long known(long bytes) {
    return bytes == 0 ? null : Long.valueOf(bytes);
  }

  private static SystemTable<Entry<DistributedTable>> tables(List<SystemSource> sources) {
    return new SystemTable<>(
        List.of(
            text("schema", Entry::schema),
            text("table", table -> table.of().name()),
            text("kind", SystemTables::kind),
            optionalCount("row_groups", SystemTables::rowGroups),
            optionalCount("rows", table -> known(table, table.of().rows())),
            optionalCount("bytes", SystemTables::bytes)),
        () -> each(sources, source -> source.tables().stored().stream()),
        false);
  }

  private static String kind(Entry<DistributedTable> table) {
    return table.of().isView()
        ? "VIEW"
        : table.of().source().orElse(null) instanceof ParquetTable ? "PARQUET" : "TABLE";
  }

  private static @Nullable Long known(Entry<DistributedTable> table, long value) {
    return table.of().isView() ? null : Long.valueOf(value);
  }

  private static @Nullable Long rowGroups(Entry<DistributedTable> table) {
    return table
        .of()
        .source()
        .map(source -> (long) table.source().runtime().layout(source).rowGroups().size())
        .orElse(null);
  }

  private static @Nullable Long bytes(Entry<DistributedTable> table) {
    OptionalLong bytes =
        table.of().source().map(table.source().runtime()::bytes).orElse(OptionalLong.empty());
    return bytes.isPresent() ? Long.valueOf(bytes.getAsLong()) : null;
  }

  /** Whatever the schemas have, one after the other. */
  static <T> List<Entry<T>> each(
      List<SystemSource> sources, Function<SystemSource, Stream<T>> values) {
    return sources.stream()
        .flatMap(source -> values.apply(source).map(value -> new Entry<>(source, value)))
        .toList();
  }

  private static <R> Column<R> text(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, SqlTypeName.VARCHAR, false, value);
  }

  private static <R> Column<R> optionalText(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, SqlTypeName.VARCHAR, true, value);
  }

  private static <R> Column<R> number(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, SqlTypeName.INTEGER, false, value);
  }

  private static <R> Column<R> count(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, SqlTypeName.BIGINT, false, value);
  }

  private static <R> Column<R> optionalCount(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, SqlTypeName.BIGINT, true, value);
  }

  private static <R> Column<R> time(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, SqlTypeName.TIMESTAMP, false, value);
  }
}
