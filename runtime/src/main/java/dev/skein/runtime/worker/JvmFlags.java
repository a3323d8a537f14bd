package dev.skein.runtime.worker;

import dev.skein.runtime.task.SkeinException;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Says which flags are missing in a JVM that was not started by {@code bin/skein}. */
public final class JvmFlags {
  private static final String OPEN_NIO = "--add-opens=java.base/java.nio=ALL-UNNAMED";
  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  /** From here on Netty, under Arrow's allocator, does without memory that it is not allowed. */
  private static final int UNSAFE_MUST_BE_ALLOWED = 24;

  private JvmFlags() {}

  /**
   * Called before Arrow's first allocator is made. That reads a private field of java.nio.Buffer
   * and uses sun.misc.Unsafe; without the flags it fails while a class is initialised, with a
   * NoClassDefFoundError at every use after the first.
   *
   * @throws SkeinException naming the flags that are missing
   */
  public static void check() {
    List<String> missing = new ArrayList<>();
    if (!Object.class.getModule().isOpen("java.nio", BufferAllocator.class.getModule())) {
      missing.add(OPEN_NIO);
    }
    // The JVM turns the flag into this property (Java 23 and later).
    if (Runtime.version().feature() >= UNSAFE_MUST_BE_ALLOWED
        && !"allow".equals(System.getProperty("sun.misc.unsafe.memory.access"))) {
      missing.add(UNSAFE);
    }
    if (missing.isEmpty()) {
      checkDirectMemory();
      return;
    }
    if (Runtime.version().feature() >= UNSAFE_MUST_BE_ALLOWED) {
      // Not required yet: the JVM only warns that DuckDB's driver loads a library.
      missing.add(NATIVE);
    }
    throw new SkeinException(
        SkeinException.Kind.USER,
        "This JVM was started without flags that Arrow and DuckDB need: add "
            + String.join(" ", missing)
            + " to the java command (bin/skein passes them by itself)");
  }

  /**
   * Arrow takes its memory from Netty's pools of direct memory, and Netty makes none where it may
   * have less than 24 MB. Arrow then says that sun.misc.Unsafe is missing.
   */
  private static void checkDirectMemory() {
    if (PooledByteBufAllocator.defaultNumDirectArena() == 0) {
      throw new SkeinException(
          SkeinException.Kind.USER,
          "This JVM may have "
              + PlatformDependent.maxDirectMemory()
              + " bytes outside its heap, which is too little for Arrow: start it with"
              + " -XX:MaxDirectMemorySize=64m or more (not given, it is as large as -Xmx)");
    }
  }
}
