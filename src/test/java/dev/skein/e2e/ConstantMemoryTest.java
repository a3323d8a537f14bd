package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A result far larger than the memory that reads it. */
@ExtendWith(TestBed.Provider.class)
class ConstantMemoryTest {
  /** About 300 MB as Java objects. */
  private static final String LONG_RESULT =
      "select * from rows_500000 union all select * from rows_500000";

  @Test
  void aLongResultOfThisProcessIsReadWithLittleMemory(TestBed bed, @TempDir Path folder)
      throws IOException, InterruptedException {
    check(Deployment.embedded(2), bed, folder);
  }

  @Test
  void aLongResultOfOtherProcessesIsReadWithLittleMemory(TestBed bed, @TempDir Path folder)
      throws IOException, InterruptedException {
    check(bed.remote(), bed, folder);
  }

  private static void check(Deployment deployment, TestBed bed, Path folder)
      throws IOException, InterruptedException {
    Path model = ModelFile.of(deployment.operand(bed.fixture("scale"))).write(folder, "model");
    List<String> flags = new ArrayList<>(JavaProcess.flags());
    flags.addAll(List.of("-Xmx64m", "-XX:MaxDirectMemorySize=256m"));
    JavaProcess reader =
        JavaProcess.run(
            folder, flags, LongResultReader.class.getName(), model.toString(), LONG_RESULT);
    assertEquals(0, reader.exit(), reader.errors());
    assertTrue(reader.output().contains("1000000 rows"), reader.output());
  }
}
