package dev.skein.runtime.task;

import dev.skein.runtime.task.SkeinException.Kind;
import java.util.Optional;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Finds out whether a failure came of a JVM without memory, under the wrappings of gRPC, Arrow's C
 * interface and DuckDB's driver, and says which limit to raise.
 */
public final class MemoryShortage {
  private MemoryShortage() {}

  /**
   * The failure as a shortage of memory, if it is one.
   *
   * @param doing what failed
   * @param whose which process has too little, as in "the worker"
   */
  public static Optional<SkeinException> in(String doing, String whose, Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError || t instanceof OutOfMemoryException) {
        String message = String.valueOf(t.getMessage());
        return Optional.of(
            new SkeinException(
                Kind.OVERLOADED,
                doing + " failed: " + whose + " has too little memory" + remedy(t, message),
                failure));
      }
    }
    return Optional.empty();
  }

  private static String remedy(Throwable shortage, String message) {
    if (message.contains("native thread")) {
      return " or threads (" + message + "); raise what limits them (ulimit -u)";
    }
    boolean heap = message.contains("heap space") || message.contains("GC overhead");
    if (heap || (shortage instanceof OutOfMemoryError && !message.contains("direct"))) {
      return " in its heap (" + message + "); raise its -Xmx";
    }
    return " outside its heap, where rows travel ("
        + message
        + "); raise its -XX:MaxDirectMemorySize, or -Xmx where that is not given";
  }
}
