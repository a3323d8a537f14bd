package dev.skein.runtime.flight.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopDeadlineTest {
  /** Ends only by force: what runs at its end waits for ever. */
  static final class Main {
    public static void main(String[] arguments) throws InterruptedException {
      Thread endless =
          new Thread(
              () -> {
                StopDeadline.start(Duration.ofMillis(100), () -> System.out.println("the last"));
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Runtime.getRuntime().addShutdownHook(endless);
    }
  }

  @Test
  void aProcessWhoseEndDoesNotEndIsHaltedInTime() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it goes on");
      assertEquals(1, process.exitValue());
      assertEquals("the last", process.inputReader().readLine());
    } finally {
      process.destroyForcibly();
    }
  }
}
