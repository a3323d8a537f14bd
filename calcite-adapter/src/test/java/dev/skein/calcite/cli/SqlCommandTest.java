package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {
  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void createModel() throws IOException, SQLException {
    model =
        TestModel.create(
                folder,
                "CREATE TABLE t (id INTEGER, name VARCHAR)",
                "INSERT INTO t VALUES (1, 'one'), (2, NULL), (3, 'thr,ee')",
                "CREATE TABLE big AS SELECT range AS n FROM range(200000)")
            .toString();
  }

  @Test
  void anArgumentIsAStatementAndATableIsTheDefault() {
    assertEquals(
        new SkeinProcess(
            0,
            """
             id | name
            ----+--------
              1 | one
              2 | NULL
              3 | thr,ee
            (3 rows)
            """,
            ""),
        SkeinProcess.run("sql", "--model", model, "select * from t order by id"));
  }

  @Test
  void severalStatementsGiveSeveralResults() {
    SkeinProcess process =
        SkeinProcess.run(
            "sql",
            "--model",
            model,
            "--format",
            "csv",
            "-c",
            "select count(*) as n from t; select ';' as s",
            "-c",
            "values 7");
    assertEquals(new SkeinProcess(0, "n\n3\ns\n;\nEXPR$0\n7\n", ""), process);
  }

  @Test
  void statementsComeFromAFileOrFromStandardInput() throws IOException {
    String script = "-- a comment\nselect name\nfrom t where id = 3;\n";
    Path file = Files.writeString(folder.resolve("script.sql"), script);
    String expected = "name\n\"thr,ee\"\n";
    assertEquals(
        expected,
        SkeinProcess.run("sql", "--model", model, "--format=csv", "--file", file.toString()).out());
    assertEquals(
        expected, SkeinProcess.runWithInput(script, "sql", "--model", model, "--format=CSV").out());
    assertEquals(
        expected,
        SkeinProcess.runWithInput(script, "sql", "--model", model, "--format=csv", "-f", "-")
            .out());
  }

  @Test
  void timingGoesToStandardError() {
    SkeinProcess process = SkeinProcess.run("sql", "--model", model, "--timing", "values 1");
    assertTrue(process.err().matches("Time: [0-9.,]+ ms\\R"), process.err());
  }

  @Test
  void anUnknownNameIsShownWhereItStands() {
    SkeinProcess process =
        SkeinProcess.run("sql", "--model", model, "select id from t\nwhere  nosuch = 1");
    assertEquals(
        new SkeinProcess(
            1,
            "",
            """
            error: line 2, column 8: Column 'nosuch' not found in any table
              where  nosuch = 1
                     ^^^^^^
            """),
        process);
  }

  @Test
  void aSyntaxErrorIsShownWhereItStandsInTheScript() {
    SkeinProcess process =
        SkeinProcess.run(
            "sql", "--model", model, "--format=csv", "values 1;\n  select id frm t, u");
    assertEquals(1, process.exitCode());
    assertEquals("EXPR$0\n1\n", process.out());
    assertTrue(
        process.err().startsWith("error: line 2, column 17: Encountered \"t\""), process.err());
    assertTrue(process.err().endsWith("  select id frm t, u\n                ^\n"), process.err());
    assertFalse(process.err().contains("Was expecting"), process.err());
  }

  @Test
  void theFirstErrorEndsTheScript() {
    SkeinProcess process =
        SkeinProcess.run("sql", "--model", model, "--format=csv", "select * from nosuch; values 1");
    assertEquals(1, process.exitCode());
    assertEquals("", process.out());
  }

  @Test
  void aStackTraceIsPrintedOnlyOnRequest() {
    String[] quiet = {"sql", "--model", model, "select * from nosuch"};
    String[] verbose = {"sql", "--verbose", "--model", model, "select * from nosuch"};
    assertFalse(SkeinProcess.run(quiet).err().contains("\tat "));
    assertTrue(SkeinProcess.run(verbose).err().contains("\tat "));
  }

  @Test
  void anErrorWhileRowsAreReadIsAnErrorOfTheStatement() {
    SkeinProcess process =
        SkeinProcess.run(
            "sql",
            "--model",
            model,
            "--format=csv",
            "select cast(case when n = 150000 then 'x' else '1' end as integer) from big");
    assertEquals(1, process.exitCode());
    assertTrue(process.err().startsWith("error: "), process.err());
  }

  @Test
  void wrongUsageIsToldFromAFailure() {
    assertUsage("Unknown option: '--bogus'", "sql", "--bogus");
    assertUsage("Missing command");
    assertUsage("Unmatched argument", "nosuch");
    assertUsage("Invalid value for option '--format'", "sql", "--format", "xml", "values 1");
    assertUsage("Give the statements once", "sql", "-c", "values 1", "values 2");
    assertUsage("There is no file", "sql", "--model", model, "--file", "no/such.sql");
  }

  @Test
  void aModelThatCannotBeOpenedIsNamed() throws IOException {
    SkeinProcess missing = SkeinProcess.run("sql", "--model", "no/such.json", "values 1");
    assertEquals(1, missing.exitCode());
    assertTrue(missing.err().contains("no/such.json"), missing.err());
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"version\": ");
    SkeinProcess unreadable = SkeinProcess.run("sql", "--model", broken.toString(), "values 1");
    assertEquals(1, unreadable.exitCode());
    assertTrue(unreadable.err().contains("broken.json"), unreadable.err());
  }

  @Test
  void aReaderThatHasGoneEndsTheCommandQuietly() {
    StringWriter err = new StringWriter();
    Streams streams =
        new Streams(new ByteArrayInputStream(new byte[0]), new ClosedPipe(), new PrintWriter(err));
    assertEquals(
        ExitCode.OUTPUT_CLOSED,
        Main.run(streams, "sql", "--model", model, "--format=csv", "select * from big"));
    assertEquals("", err.toString());
  }

  @Test
  void aFullDiskIsAnError() {
    StringWriter err = new StringWriter();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(new byte[0]),
            new ClosedPipe("No space left on device"),
            new PrintWriter(err));
    assertEquals(1, Main.run(streams, "sql", "--model", model, "--format=csv", "values 1"));
    assertEquals("error: No space left on device\n", err.toString());
  }

  @Test
  void helpGoesToStandardOutput() {
    SkeinProcess process = SkeinProcess.run("sql", "--help");
    assertEquals(0, process.exitCode());
    assertTrue(process.out().startsWith("Usage: skein sql"), process.out());
  }

  private static void assertUsage(String error, String... arguments) {
    SkeinProcess process = SkeinProcess.run(arguments);
    assertEquals(ExitCode.USAGE, process.exitCode(), process.err());
    assertTrue(process.err().startsWith("error: " + error), process.err());
    assertEquals("", process.out());
  }

  /** Fails every write as the end of a pipe without a reader does. */
  private static final class ClosedPipe extends Writer {
    private final String reason;

    ClosedPipe() {
      this("Broken pipe");
    }

    ClosedPipe(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException(reason);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
