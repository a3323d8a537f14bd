package dev.skein.calcite.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Standard error of a process that serves: nobody who writes to it waits for who reads it. A thread
 * of its own passes on what the others have left here, line by line. If that is stuck, as behind a
 * pipe whose reader was stopped, lines beyond a few megabytes are dropped, and counted in the log
 * when it goes on.
 *
 * <p>slf4j-simple (2.0) writes on the thread that logs, holding a lock, so that one full pipe would
 * stop all tasks, calls and heartbeats, and the end of the process. An asynchronous appender of
 * another logging library would not cover what else writes to {@code System.err}.
 */
final class DetachedErrors extends OutputStream {
  private static final int LONGEST_LINE = 64 << 10;

  private final OutputStream target;
  private final int capacity;
  private final LongConsumer report;

  // Guarded by this.
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Deque<byte[]> lines = new ArrayDeque<>();
  private int waitingBytes;
  private long dropped;
  private boolean writing;

  private DetachedErrors(OutputStream target, int capacity, LongConsumer report) {
    this.target = target;
    this.capacity = capacity;
    this.report = report;
  }

  /**
   * Starts the thread that writes.
   *
   * @param capacity how many bytes may wait
   * @param report is told how many lines were dropped, when others can be written again
   */
  static DetachedErrors start(OutputStream target, int capacity, LongConsumer report) {
    DetachedErrors started = new DetachedErrors(target, capacity, report);
    Daemon.start("skein-log", started::writeForever);
    return started;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    line.write(bytes, from, length);
    if (length > 0 && (bytes[from + length - 1] == '\n' || line.size() > LONGEST_LINE)) {
      flush();
    }
  }

  /** Leaves what was written to the thread, and does not wait for it. */
  @Override
  public synchronized void flush() {
    if (line.size() == 0) {
      return;
    }
    byte[] whole = line.toByteArray();
    line.reset();
    if (waitingBytes + whole.length > capacity) {
      dropped++;
    } else {
      waitingBytes += whole.length;
      lines.add(whole);
    }
    notifyAll();
  }

  /**
   * Waits until everything is written, before the process ends.
   *
   * @return false if it was not at the end of the time
   */
  synchronized boolean await(Duration patience) throws InterruptedException {
    long ends = System.nanoTime() + patience.toNanos();
    while (writing || dropped > 0 || !lines.isEmpty()) {
      long left = ends - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  private void writeForever() {
    while (true) {
      try {
        writeNext();
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        // The reader has gone, or memory has: there is nobody to tell, and the next line may do.
      }
    }
  }

  private void writeNext() throws IOException, InterruptedException {
    byte[] next;
    long lost = 0;
    synchronized (this) {
      writing = false;
      notifyAll();
      while (lines.isEmpty() && dropped == 0) {
        wait();
      }
      next = lines.poll();
      if (next == null) {
        lost = dropped;
        dropped = 0;
      } else {
        waitingBytes -= next.length;
      }
      writing = true;
    }
    if (next == null) {
      report.accept(lost);
    } else {
      target.write(next);
      target.flush();
    }
  }
}
