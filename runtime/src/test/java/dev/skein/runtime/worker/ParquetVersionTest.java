package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.DataFile;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetVersionTest {
  @TempDir Path folder;

  private Path write(String name, String sql) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (" + sql + ") TO '" + file + "' (FORMAT parquet, COMPRESSION uncompressed)");
    }
    return file;
  }

  @Test
  void copiesOfAFileHaveOneVersionWhateverTheirTimes() throws Exception {
    Path one = write("one.parquet", "SELECT range AS i FROM range(1000)");
    Path copy = Files.copy(one, folder.resolve("copy.parquet"));
    Files.setLastModifiedTime(copy, FileTime.fromMillis(0));
    assertEquals(ParquetVersion.of(one), ParquetVersion.of(copy));
  }

  @Test
  void otherValuesAreAnotherVersionThoughTheSizeIsTheSame() throws Exception {
    Path one = write("one.parquet", "SELECT (10000 + range)::VARCHAR AS i FROM range(1000)");
    Path other = write("other.parquet", "SELECT (20000 + range)::VARCHAR AS i FROM range(1000)");
    assertEquals(Files.size(one), Files.size(other));
    assertNotEquals(ParquetVersion.of(one), ParquetVersion.of(other));
  }

  @Test
  void aReplacedFileIsReadAgain() throws Exception {
    Path one = write("one.parquet", "SELECT range AS i FROM range(1000)");
    String before = ParquetVersion.of(one);
    replace(one, write("new.parquet", "SELECT range + 1 AS i FROM range(1000)"));
    assertNotEquals(before, ParquetVersion.of(one));
  }

  @Test
  void whatIsNoParquetFileHasAVersionToo() throws Exception {
    for (String text : List.of("", "x", "PAR1", "ÿÿÿÿPAR1, and more")) {
      Path file = Files.writeString(folder.resolve("odd"), text);
      assertEquals(32, ParquetVersion.of(file).length());
    }
  }

  @Test
  void aTaskIsRefusedWhereAFileIsAnotherOne() throws Exception {
    Path one = write("one.parquet", "SELECT range AS i FROM range(1000)");
    DataFiles files = files(new DataFile("one.parquet", ParquetVersion.of(one)));
    files.check();
    replace(one, write("new.parquet", "SELECT range + 1 AS i FROM range(1000)"));
    SkeinException e = assertThrows(SkeinException.class, files::check);
    assertEquals(Kind.WORKER_LOST, e.kind());
    assertTrue(e.getMessage().contains("version " + ParquetVersion.of(one)), e.getMessage());
    Files.delete(one);
    e = assertThrows(SkeinException.class, files::check);
    assertEquals(Kind.WORKER_LOST, e.kind());
    assertTrue(e.getMessage().contains("one.parquet cannot be read here"), e.getMessage());
  }

  @Test
  void aTaskLearnsNothingOfFilesOutsideTheDataDirectory() {
    for (String path : List.of("../x", "a/../../x", "/etc/passwd", "a\0b")) {
      SkeinException e =
          assertThrows(SkeinException.class, () -> files(new DataFile(path, "v")).check(), path);
      assertEquals(Kind.USER, e.kind(), path);
      assertTrue(e.getMessage().contains("inside the data directory"), e.getMessage());
    }
  }

  private DataFiles files(DataFile file) {
    return new DataFiles("Task 1", Optional.of(folder), List.of(file));
  }

  private static void replace(Path file, Path by) throws IOException {
    Files.move(by, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
