package dev.skein.runtime.worker;

import dev.skein.runtime.task.SkeinException;
import org.apache.arrow.c.jni.JniWrapper;

/**
 * Loads the native library through which DuckDB's rows become Arrow's. Arrow (19.0.0) unpacks it
 * into a temporary folder when it is first used; where that is full, or nothing may be run there,
 * each task of the process would fail, with some of its memory lost.
 */
public final class ArrowLibrary {
  private ArrowLibrary() {}

  /**
   * Called before anything is open that tasks could use.
   *
   * @throws SkeinException of kind USER that names the folder
   */
  public static void check() {
    try {
      JniWrapper unused = JniWrapper.get();
    } catch (IllegalStateException | LinkageError e) {
      throw new SkeinException(
          SkeinException.Kind.USER,
          "Arrow's native library cannot be unpacked into "
              + System.getProperty("java.io.tmpdir")
              + " and loaded: "
              + e.getMessage()
              + "; make space and let programs run there, or start the JVM with"
              + " -Djava.io.tmpdir=FOLDER",
          e);
    }
  }
}
