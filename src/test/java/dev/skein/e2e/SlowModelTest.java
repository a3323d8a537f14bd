package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model that takes for ever to open holds up nobody who wants another one. */
@ExtendWith(TestBed.Provider.class)
@Timeout(120)
class SlowModelTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  /** Reading a pipe without a writer waits for one. */
  @Test
  void anotherModelOpensMeanwhile(TestBed bed, @TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("token");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path samePipe = Files.createLink(folder.resolve("same"), pipe);
    CompletableFuture<Thread> opening = new CompletableFuture<>();
    CompletableFuture<Void> slow =
        CompletableFuture.runAsync(
            () -> {
              opening.complete(Thread.currentThread());
              open(bed, folder, pipe);
            });
    try {
      Thread thread = opening.get(60, TimeUnit.SECONDS);
      while (!slow.isDone() && !reads(thread)) {
        Thread.onSpinWait();
      }
      try (Connection other = Deployment.embedded(1).connect(bed.fixture("corpus"), folder)) {
        assertEquals("[[42]]", "" + Oracle.run(other, "select 42", List.of()).rows());
      }
      assertFalse(slow.isDone());
    } finally {
      Files.writeString(folder.resolve("real"), TOKEN);
      Files.move(folder.resolve("real"), pipe, StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(samePipe, TOKEN);
    }
    slow.get(60, TimeUnit.SECONDS);
  }

  private static boolean reads(Thread thread) {
    for (StackTraceElement element : thread.getStackTrace()) {
      if (element.getClassName().endsWith(".TokenFile")) {
        return true;
      }
    }
    return false;
  }

  private static void open(TestBed bed, Path folder, Path token) {
    try {
      Map<String, Object> operand =
          new HashMap<>(
              new Deployment("none", List.of("grpc://127.0.0.1:1"), "always")
                  .operand(bed.fixture("corpus")));
      operand.put("tokenFile", token.toString());
      Path model = ModelFile.of(operand).write(folder, "slow");
      DriverManager.getConnection("jdbc:skein:model=" + model).close();
    } catch (IOException | SQLException e) {
      throw new CompletionException(e);
    }
  }
}
