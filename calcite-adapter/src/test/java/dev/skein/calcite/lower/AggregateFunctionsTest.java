package dev.skein.calcite.lower;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.calcite.lower.AggregateOracle.Call;
import dev.skein.calcite.sql.SkeinOperatorTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.core.AggregateCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whole, in parts and in Calcite an aggregate is one and the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregateFunctionsTest {
  private AggregateOracle oracle;

  @BeforeAll
  void open() throws SQLException {
    oracle =
        new AggregateOracle(SkeinOperatorTable.complete(), "standard,postgresql,spark,bigquery");
  }

  @AfterAll
  void close() throws SQLException {
    oracle.close();
  }

  @Test
  void duckDbComputesWhatCalciteComputes() throws Exception {
    List<String> failures = new ArrayList<>();
    for (String aggregate : lines("aggregates")) {
      String wanted = oracle.byCalcite(aggregate.substring(aggregate.indexOf('=') + 1));
      String found = oracle.byDuckDb(call(aggregate));
      if (!found.equals(wanted)) {
        failures.add(aggregate + "\n  Calcite " + wanted + "\n  DuckDB  " + found);
      }
    }
    assertEquals("", String.join("\n", failures));
  }

  @Test
  void partsThatTravelAsArrowGiveTheWhole() throws Exception {
    List<String> failures = new ArrayList<>();
    List<String> all = new ArrayList<>(lines("aggregates"));
    all.addAll(lines("duckdb_aggregates"));
    for (String aggregate : all) {
      Call call = call(aggregate);
      String wanted = oracle.byDuckDb(call);
      Optional<String> found = oracle.inParts(call);
      if (found.isPresent() && !found.get().equals(wanted)) {
        failures.add(aggregate + "\n  whole " + wanted + "\n  parts " + found.get());
      }
    }
    assertEquals("", String.join("\n", failures));
  }

  @Test
  void resultsHaveTheTypeOfTheCall() throws Exception {
    List<String> failures = new ArrayList<>();
    List<String> all = new ArrayList<>(lines("aggregates"));
    all.addAll(lines("duckdb_aggregates"));
    for (String aggregate : all) {
      Call call = call(aggregate);
      String wanted = RexToDuckDb.typeName(call.call().getType()).replace(" ", "");
      String found = oracle.duckDbType(call).replace(" ", "");
      if (!found.equals(wanted)) {
        failures.add(aggregate + " has the type " + found + ", not " + wanted);
      }
    }
    assertEquals("", String.join("\n", failures));
  }

  @Test
  void whatCannotBeSplitExactlyStaysWhole() {
    for (String aggregate :
        List.of(
            "count(distinct i)",
            "sum(distinct i)",
            "avg(distinct d)",
            "mode(i)",
            "entropy(s)",
            "histogram(i)",
            "array_agg(i order by i)",
            "listagg(s, ',') within group (order by s desc)")) {
      assertEquals(Optional.empty(), split(aggregate), aggregate);
    }
  }

  private Optional<SplitAggregate> split(String aggregate) {
    Call call = oracle.call(aggregate);
    return AggregateFunctions.split(call.call(), call.inputRowType(), call.fields());
  }

  @Test
  void separatorsAndFractionsAreAskedForAsConstants() {
    for (String aggregate :
        List.of(
            "listagg(s, '; ')",
            "quantile_cont(d, 0.25)",
            "percentile_cont(0.25) within group (order by d)")) {
      AggregateCall call = oracle.call(aggregate).call();
      assertEquals(1, AggregateFunctions.constantFields(call).size(), aggregate);
    }
  }

  /** What Skein calls the aggregate; Calcite's words may follow after an equals sign. */
  private Call call(String aggregate) {
    int end = aggregate.indexOf('=');
    return oracle.call(end < 0 ? aggregate : aggregate.substring(0, end));
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream file = AggregateFunctionsTest.class.getResourceAsStream(name + ".txt")) {
      String text = new String(requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }
}
