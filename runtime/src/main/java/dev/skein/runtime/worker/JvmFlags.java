package dev.skein.runtime.worker;

import dev.skein.runtime.task.SkeinException;
import org.apache.arrow.memory.BufferAllocator;

/** Says which flag is missing in a JVM that was not started by {@code bin/skein}. */
final class JvmFlags {
  private static final String OPEN_NIO = "--add-opens=java.base/java.nio=ALL-UNNAMED";

  private JvmFlags() {}

  /**
   * Arrow's allocator reads a private field of java.nio.Buffer; without the flag it fails while a
   * class is initialised, with a NoClassDefFoundError at every use after the first.
   */
  static void check() {
    Module arrow = BufferAllocator.class.getModule();
    if (!Object.class.getModule().isOpen("java.nio", arrow)) {
      throw new SkeinException(
          SkeinException.Kind.USER,
          "This JVM was started without a flag that Arrow needs: add "
              + OPEN_NIO
              + (Runtime.version().feature() >= 24
                  ? " --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
                  : "")
              + " to the java command (bin/skein passes it by itself)");
    }
  }
}
