package dev.skein.runtime.flight.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TokenFileTest {
  private static final FileTime LATER = FileTime.fromMillis(4_000_000_000_000L);

  @TempDir Path folder;

  private static boolean becomes(BooleanSupplier wanted, long millis) {
    long ends = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < ends) {
      if (wanted.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private void write(Path file, String token) throws Exception {
    Path next = Files.writeString(folder.resolve("next"), token);
    Files.setLastModifiedTime(next, LATER);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A second change need not have another time, and a disk that fails for a moment is none. */
  @Test
  void aFileThatCouldNotBeReadIsReadAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), "the-first-of-the-tokens");
    TokenFile tokens = new TokenFile(file);
    write(file, "short");
    assertFalse(becomes(() -> !tokens.admits("the-first-of-the-tokens"), 1_500), "none is left");
    write(file, "the-second-of-the-tokens");
    assertTrue(becomes(() -> tokens.admits("the-second-of-the-tokens"), 10_000));
    assertFalse(tokens.admits("the-first-of-the-tokens"));
  }
}
