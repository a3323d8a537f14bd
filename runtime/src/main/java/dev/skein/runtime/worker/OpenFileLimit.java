package dev.skein.runtime.worker;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.lang.management.ManagementFactory;

/**
 * Makes sure that a process that serves may have enough files open. With too few it starts or
 * fails, depending on which class or connection takes the last one, with errors of all kinds: a
 * class that is not found, a time zone that is unknown.
 */
public final class OpenFileLimit {
  /** A worker without connections has some 145 open, a server 170, most of them jars. */
  private static final long NEEDED = 256;

  private OpenFileLimit() {}

  /**
   * Checks the limit of this process.
   *
   * @param who what serves, for the message
   * @throws SkeinException of kind USER that says how to raise it
   */
  public static void check(String who) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      check(who, system.getMaxFileDescriptorCount());
    }
  }

  static void check(String who, long limit) {
    if (limit < NEEDED) {
      throw new SkeinException(
          Kind.USER,
          who
              + " needs "
              + NEEDED
              + " open files or more, and this process may have "
              + limit
              + ": raise the limit (ulimit -n; LimitNOFILE in a systemd unit)");
    }
  }
}
