package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptSplitterTest {
  @Test
  void statementsEndAtSemicolonsAndTheLastNeedsNone() {
    assertEquals(List.of("select 1", "select 2"), split("select 1; select 2"));
    assertEquals(List.of("select 1", "select 2"), split("select 1;;\n ; select 2 ;\n"));
  }

  @Test
  void semicolonsInStringsNamesAndCommentsEndNothing() {
    assertEquals(
        List.of("select ';', 'it''s;', \"a;b\", `c;d`"),
        split("select ';', 'it''s;', \"a;b\", `c;d`"));
    assertEquals(
        List.of("select 1 -- a; b\n+ 2", "select 3"), split("select 1 -- a; b\n+ 2; select 3"));
    assertEquals(List.of("select /* ; ' */ 1"), split("select /* ; ' */ 1"));
  }

  @Test
  void quotesInCommentsAndCommentsInQuotesOpenNothing() {
    assertEquals(List.of("select 1", "select 2"), split("-- it's\nselect 1; /* \" */ select 2"));
    assertEquals(List.of("select '--'", "select '/*'"), split("select '--'; select '/*'"));
  }

  @Test
  void dollarQuotesEndAtTheirOwnTag() {
    assertEquals(List.of("select $$a;'b$$", "select 2"), split("select $$a;'b$$; select 2"));
    assertEquals(List.of("select $t$a;$$;$t$", "select 2"), split("select $t$a;$$;$t$; select 2"));
  }

  @Test
  void aDollarInsideANameOrBeforeADigitQuotesNothing() {
    assertEquals(
        List.of("select a$b from t", "select c$d"), split("select a$b from t; select c$d"));
    assertEquals(List.of("select $1", "select $2"), split("select $1; select $2"));
  }

  @Test
  void aScriptOfBlanksAndCommentsHasNoStatement() {
    assertEquals(List.of(), split(" ;; -- nothing\n/* here */ ;"));
    assertEquals(List.of(), split(""));
  }

  @Test
  void aStatementKnowsWhereItStandsInTheScript() {
    List<ScriptStatement> statements = ScriptSplitter.split("select 1;\n\n  -- two\n  select 2");
    assertEquals(new ScriptStatement("select 1", 1, 1), statements.get(0));
    assertEquals(new ScriptStatement("select 2", 4, 3), statements.get(1));
  }

  @Test
  void theShellReadsOnUntilTheStatementIsClosed() {
    assertTrue(ScriptSplitter.isIncomplete("select 1"));
    assertTrue(ScriptSplitter.isIncomplete("select ';"));
    assertTrue(ScriptSplitter.isIncomplete("select 1; /* more"));
    assertTrue(ScriptSplitter.isIncomplete("select $$;"));
    assertFalse(ScriptSplitter.isIncomplete("select 1;"));
    assertFalse(ScriptSplitter.isIncomplete("select ';'; -- done"));
    assertFalse(ScriptSplitter.isIncomplete(""));
  }

  private static List<String> split(String script) {
    return ScriptSplitter.split(script).stream().map(ScriptStatement::sql).toList();
  }
}
