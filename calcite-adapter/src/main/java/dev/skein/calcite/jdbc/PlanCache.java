package dev.skein.calcite.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.jdbc.CalcitePrepare.Context;
import org.apache.calcite.jdbc.CalciteSchema;
import org.jspecify.annotations.Nullable;

/**
 * The plans of one connection that run in DuckDB as a whole, by their text and by what they were
 * made from: the default schema and the state of every Skein schema. A change of a table's columns,
 * keys or row count makes a new state, so an old plan is never found again.
 */
final class PlanCache {
  private static final int MAX_PLANS = 1_000;

  /** One cache per connection, which its root schema stands for; freed with it. */
  private static final Cache<CalciteSchema, PlanCache> CACHES =
      Caffeine.newBuilder().weakKeys().build();

  private final Cache<Key, CalciteSignature<?>> plans =
      Caffeine.newBuilder().maximumSize(MAX_PLANS).build();

  /**
   * What a plan depends on; settings do not change during a connection.
   *
   * @param valueTypes of the parameters, where the plan was made for these
   */
  record Key(
      String sql,
      List<String> valueTypes,
      List<String> defaultSchema,
      List<Object> states,
      long maxRowCount) {}

  static PlanCache of(Context context) {
    return CACHES.get(context.getMutableRootSchema(), root -> new PlanCache());
  }

  static Key key(Context context, String sql, List<String> valueTypes, long maxRowCount) {
    List<Object> states = new ArrayList<>();
    SkeinSchemas.of(context.getMutableRootSchema()).forEach(schema -> states.add(schema.state()));
    return new Key(sql.strip(), valueTypes, context.getDefaultSchemaPath(), states, maxRowCount);
  }

  @SuppressWarnings("unchecked") // a statement's text and cursor decide the type of its rows
  <T> @Nullable CalciteSignature<T> get(Key key) {
    return (CalciteSignature<T>) plans.getIfPresent(key);
  }

  void put(Key key, CalciteSignature<?> signature) {
    plans.put(key, signature);
  }
}
