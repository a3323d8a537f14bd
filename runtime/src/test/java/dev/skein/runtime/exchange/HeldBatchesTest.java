package dev.skein.runtime.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skein.runtime.schedule.TestBatches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldBatchesTest {
  @TempDir Path dir;
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingLeaks() {
    allocator.close();
  }

  private HoldSpace space(BufferAllocator ofWhatIsReadBack) {
    return new HoldSpace(ofWhatIsReadBack, 0, 1 << 20, Optional.of(dir));
  }

  private Path privateDirectory() throws Exception {
    try (Stream<Path> inside = Files.list(dir)) {
      return inside.findFirst().orElseThrow();
    }
  }

  @Test
  void rowsThatCannotBeReadBackDoNotCountAsHeldForEver() {
    try (BufferAllocator tiny = allocator.newChildAllocator("tiny", 0, 1);
        HoldSpace space = space(tiny)) {
      try (HeldBatches held = new HeldBatches(space)) {
        held.add(TestBatches.of(allocator, 1, 2, 3));
        BatchStream rows = held.drain(TestBatches.SCHEMA);
        assertThrows(OutOfMemoryException.class, rows::next);
      }
      assertEquals(0, space.spilledBytes());
    }
  }

  /** Systems clean their directories for temporary files after some days. */
  @Test
  void rowsAreSpilledAfterTheDirectoryWasCleanedAway() throws Exception {
    try (HoldSpace space = space(allocator)) {
      for (long i = 0; i < 2; i++) {
        try (HeldBatches held = new HeldBatches(space)) {
          held.add(TestBatches.of(allocator, i));
          assertEquals(List.of(i), TestBatches.drain(allocator, held.drain(TestBatches.SCHEMA)));
        }
        Files.delete(privateDirectory());
      }
    }
  }
}
