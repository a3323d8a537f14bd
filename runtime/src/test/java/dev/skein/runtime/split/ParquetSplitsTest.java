package dev.skein.runtime.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSplitsTest {
  @TempDir Path folder;
  private TestDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.inMemory();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private String write(String name, long from, long to, int rowGroup) throws SQLException {
    String file = folder.resolve(name).toString();
    database.run(
        """
        COPY (SELECT i, 'row ' || i AS s, CASE WHEN i %% 3 = 0 THEN NULL ELSE i END AS n,
          DATE '2020-01-01' + (i // 102400)::INTEGER AS day, i::DOUBLE AS f
          FROM range(%d, %d) r(i)) TO %s (FORMAT parquet, ROW_GROUP_SIZE %d)"""
            .formatted(from, to, Quoting.literal(file), rowGroup));
    return file;
  }

  private static String from(List<String> files) {
    return "read_parquet([" + Quoting.literals(files) + "], filename=true, file_row_number=true)";
  }

  /** Without options, the position columns are virtual ones, and a stored column hides them. */
  private static String plain(List<String> files) {
    return "read_parquet([" + Quoting.literals(files) + "])";
  }

  private SplitPlan cut(List<String> files, int slots, boolean small, ColumnBound... bounds) {
    return new RowGroupSplitSource()
        .cut(
            database.connection,
            "1",
            new Stage.Driver(new ParquetTable("p", files), List.of(bounds)),
            slots,
            4,
            small);
  }

  @Test
  void oneFileIsCutAtItsRowGroups() throws SQLException {
    List<String> files = List.of(write("it's.parquet", 0, 512_000, 102_400));

    SplitPlan plan = cut(files, 4, true);

    assertEquals(ExecutionMode.ROW_GROUP_PARTITION, plan.mode());
    assertEquals(5, plan.splits().size());
    database.assertCovers(plan, from(files));
    database.assertCovers(plan, plain(files));
    for (int i = 0; i < 5; i++) {
      String condition = plan.splits().get(i).condition();
      assertEquals(
          "102400," + i * 102_400,
          database.row("SELECT count(*), min(i) FROM " + from(files) + " WHERE " + condition));
      assertEquals(1, database.rowGroupsScanned(from(files), condition), condition);
    }
  }

  @Test
  void filesOfDifferentSizesGetTasksBySize() throws SQLException {
    List<String> files =
        List.of(
            write("a.parquet", 0, 1_000_000, 102_400),
            write("b.parquet", 1_000_000, 1_250_000, 122_880),
            write("c.parquet", 1_250_000, 1_250_010, 122_880));

    SplitPlan plan = cut(files, 2, false);

    assertEquals(8, plan.splits().size());
    assertEquals(
        List.of(5L, 2L, 1L),
        files.stream()
            .map(
                file ->
                    plan.splits().stream()
                        .filter(split -> ((Split.ParquetRowGroups) split).file().equals(file))
                        .count())
            .toList());
    database.assertCovers(plan, from(files));
  }

  @Test
  void manyFilesAreReadInRunsOfWholeFiles() throws SQLException {
    List<String> files = new java.util.ArrayList<>();
    for (int i = 0; i < 30; i++) {
      files.add(write("part " + i + ".parquet", i * 50_000L, (i + 1) * 50_000L, 122_880));
    }

    SplitPlan plan = cut(files, 2, false);

    assertEquals(8, plan.splits().size());
    for (Split split : plan.splits()) {
      int inRun = assertInstanceOf(Split.ParquetFiles.class, split).files().size();
      assertTrue(inRun == 3 || inRun == 4, split::describe);
      assertEquals(
          inRun, database.rowGroupsScanned(from(files), split.condition()), split::describe);
    }
    database.assertCovers(plan, from(files));
    database.assertCovers(plan, plain(files));
  }

  @Test
  void footersExcludeRowGroups() throws SQLException {
    List<String> files =
        List.of(
            write("a.parquet", 0, 512_000, 102_400),
            write("b.parquet", 512_000, 1_024_000, 102_400),
            write("empty.parquet", 0, 0, 100_000));

    SplitPlan within =
        cut(files, 2, true, RowGroupPrunerTest.bound("day", "=", "DATE '2020-01-03'"));
    SplitPlan some = cut(files, 2, true, RowGroupPrunerTest.bound("i", ">=", "350000"));
    SplitPlan none = cut(files, 2, true, RowGroupPrunerTest.bound("i", "<", "0"));
    SplitPlan unknown = cut(files, 2, true, RowGroupPrunerTest.bound("f", "<", "0"));

    assertEquals(9, within.prunedRowGroups());
    assertEquals(1, within.splits().size());
    assertEquals(3, some.prunedRowGroups());
    assertEquals(8, some.splits().size());
    assertEquals(10, none.prunedRowGroups());
    assertEquals(1, none.splits().size());
    assertEquals(0, unknown.prunedRowGroups());
    for (SplitPlan plan : List.of(within, some, none, unknown)) {
      database.assertCovers(plan, from(files));
      database.assertCovers(plan, from(files), "i >= 350000");
    }
  }

  @Test
  void fewRowsAreOneTask() throws SQLException {
    List<String> files =
        List.of(write("a.parquet", 0, 10, 100_000), write("b.parquet", 10, 100_000, 20_000));

    SplitPlan plan = cut(files, 4, false);

    assertEquals(1, plan.splits().size());
    assertEquals(100_000, plan.splits().get(0).estimatedRows());
    database.assertCovers(plan, from(files));
  }

  @Test
  void filesThatDuckDbNamesOtherwiseAreOneTask() throws SQLException {
    write("a.parquet", 0, 512_000, 102_400);
    database.run("SET file_search_path = " + Quoting.literal(folder.toString()));
    List<String> files = List.of("a.parquet");

    SplitPlan plan = cut(files, 4, true);

    assertEquals(ExecutionMode.DELEGATED, plan.mode());
    database.assertCovers(plan, from(files));
  }

  @Test
  void aFileNamedTwiceIsReadTwiceInOneTask() throws SQLException {
    String file = write("a.parquet", 0, 512_000, 102_400);
    List<String> files = List.of(file, file);

    SplitPlan plan = cut(files, 4, true);

    assertEquals(ExecutionMode.DELEGATED, plan.mode());
    database.assertCovers(plan, from(files));
  }

  @Test
  void filesWithColumnsNamedLikePositionsAreOneTask() throws SQLException {
    String file = folder.resolve("named.parquet").toString();
    database.run(
        "COPY (SELECT range AS file_row_number FROM range(300000)) TO " + Quoting.literal(file));

    SplitPlan plan = cut(List.of(file), 4, true);

    assertEquals(300_000, plan.splits().get(0).estimatedRows());
    database.assertCovers(plan, plain(List.of(file)));
  }
}
