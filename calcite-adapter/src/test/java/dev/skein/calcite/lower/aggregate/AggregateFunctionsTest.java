package dev.skein.calcite.lower.aggregate;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.calcite.lower.aggregate.AggregateOracle.Call;
import dev.skein.calcite.lower.aggregate.AggregateUse.Beside;
import dev.skein.calcite.lower.text.DuckDbTypes;
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
    List<String> aggregates = lines("aggregates");
    List<String> calcites =
        aggregates.stream().map(line -> line.substring(line.indexOf('=') + 1)).toList();
    List<String> wanted = new ArrayList<>();
    // For a DISTINCT Calcite joins, which changes what other aggregates say of no rows.
    List<String> plain = calcites.stream().filter(line -> !line.contains("distinct")).toList();
    List<String> ofPlain = oracle.byCalcite(plain);
    for (String line : calcites) {
      int place = plain.indexOf(line);
      wanted.add(place < 0 ? oracle.byCalcite(List.of(line)).get(0) : ofPlain.get(place));
    }
    for (int i = 0; i < aggregates.size(); i++) {
      String found = oracle.byDuckDb(call(aggregates.get(i)));
      if (!found.equals(wanted.get(i))) {
        failures.add(aggregates.get(i) + "\n  Calcite " + wanted.get(i) + "\n  DuckDB  " + found);
      }
    }
    assertEquals("", String.join("\n", failures));
  }

  @Test
  void aScalarSubQueryOfTwoRowsFails() {
    Call call = oracle.call("single_value(i)");
    SQLException failure = assertThrows(SQLException.class, () -> oracle.byDuckDb(call));
    assertTrue(String.valueOf(failure.getMessage()).contains("More than one row"));
  }

  @Test
  void partsThatTravelAsArrowGiveTheWhole() throws Exception {
    List<String> names = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    List<String> all = new ArrayList<>(lines("aggregates"));
    all.addAll(lines("duckdb_aggregates"));
    for (String aggregate : all) {
      Call call = call(aggregate);
      if (AggregateFunctions.canSplit(call.call(), call.inputRowType())) {
        names.add(aggregate);
        calls.add(call);
      }
    }
    List<String> parts = oracle.inParts(calls);
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      String whole = oracle.byDuckDb(calls.get(i));
      if (!parts.get(i).equals(whole)) {
        failures.add(names.get(i) + "\n  whole " + whole + "\n  parts " + parts.get(i));
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
      String wanted = DuckDbTypes.typeName(call.call().getType()).replace(" ", "");
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
    return AggregateFunctions.split(
        call.call(), call.inputRowType(), call.fields(), Beside.NOTHING);
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
