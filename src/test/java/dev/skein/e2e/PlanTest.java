package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans as users see them. {@code plan/<file>.txt} has statements, each with a title above it and
 * its EXPLAIN below; after a change that is meant, {@code mvn test -Dtest=PlanTest
 * -Dskein.plans=write} writes the files again, and {@code git diff} shows what became of each plan.
 */
@ExtendWith(TestBed.Provider.class)
class PlanTest {
  private static final Path FOLDER = Path.of("src/test/resources/plan");
  private static final boolean WRITE = "write".equals(System.getProperty("skein.plans"));

  /** A statement, the lines above it, and its plan. */
  private record Entry(String title, String sql, String plan) {
    @Override
    public String toString() {
      return title + "\n" + sql + ";\n" + plan + "\n";
    }
  }

  /** Four embedded workers that split whatever they can. */
  @ParameterizedTest
  @ValueSource(strings = {"scans", "aggregates", "joins", "whole"})
  void plansOfSplitQueries(String file, TestBed bed, @TempDir Path folder)
      throws SQLException, IOException {
    check(file, Deployment.embedded(4), bed.fixture("corpus"), folder);
  }

  /** Two embedded workers and small tables: Skein chooses. */
  @ParameterizedTest
  @ValueSource(strings = {"automatic"})
  void plansThatSkeinChooses(String file, TestBed bed, @TempDir Path folder)
      throws SQLException, IOException {
    check(file, Deployment.automatic(), bed.fixture("tpch"), folder);
  }

  /** Two worker processes and larger tables: Skein chooses. */
  @ParameterizedTest
  @ValueSource(strings = {"automatic_remote"})
  void plansThatSkeinChoosesForOtherProcesses(String file, TestBed bed, @TempDir Path folder)
      throws SQLException, IOException {
    check(file, bed.remote().choosing(), bed.fixture("scale"), folder);
  }

  private static void check(String name, Deployment deployment, Path database, Path folder)
      throws SQLException, IOException {
    Path file = FOLDER.resolve(name + ".txt");
    List<Entry> expected = parse(Files.readString(file));
    List<Entry> actual = new ArrayList<>();
    try (Connection connection = deployment.connect(database, folder)) {
      for (Entry entry : expected) {
        actual.add(new Entry(entry.title(), entry.sql(), explain(connection, entry.sql())));
      }
    }
    if (WRITE) {
      Files.writeString(file, text(actual));
      return;
    }
    assertTrue(expected.size() > 3);
    assertEquals(text(expected), text(actual), "If it is meant: -Dskein.plans=write");
  }

  private static String text(List<Entry> entries) {
    return String.join("\n", entries.stream().map(Entry::toString).toList());
  }

  /** The plan with each stage, and the SQL of each, on a line of its own. */
  private static String explain(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN PLAN FOR " + sql)) {
      plan.next();
      return plan.getString(1)
          .replace("\r", "")
          .replace("(mode=[", "\n    mode=[")
          .replaceAll(", (merge|reason|stage[0-9]+)=\\[", "\n    $1=[")
          .replaceAll(", (driver|cut|sql|reads|tasks)=", "\n        $1=")
          .replaceFirst("(?s)^(DistributedToEnumerable.*?\\])\\)\n", "$1\n")
          .stripTrailing();
    }
  }

  private static List<Entry> parse(String text) {
    List<Entry> entries = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    StringBuilder plan = new StringBuilder();
    boolean inPlan = false;
    for (String line : (text + "\n-- end").lines().toList()) {
      if (line.startsWith("-- ")) {
        if (inPlan) {
          entries.add(
              new Entry(
                  String.join("\n", titles), sql.toString().strip(), plan.toString().strip()));
          titles.clear();
          sql.setLength(0);
          plan.setLength(0);
          inPlan = false;
        }
        titles.add(line);
      } else if (inPlan) {
        plan.append(line).append('\n');
      } else {
        inPlan = line.endsWith(";");
        sql.append(inPlan ? line.substring(0, line.length() - 1) : line).append('\n');
      }
    }
    return entries;
  }
}
