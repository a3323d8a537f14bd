package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task, between its attempts and its reader. Batches of an embedded attempt are
 * queued as they come; those of remote ones come together, as {@link #release released} by the
 * first attempt that has all of them.
 */
final class Lane implements BatchStream {
  private final StageRun stage;
  private final PendingTask task;
  private final ReentrantLock lock;
  private final Deque<ArrowRecordBatch> queue = new ArrayDeque<>();
  private @Nullable BatchStream released;
  private boolean complete;
  private boolean closed;

  Lane(StageRun stage, PendingTask task) {
    this.stage = stage;
    this.task = task;
    this.lock = stage.scope.scheduler.lock;
  }

  // ---- Called by attempts, under the lock

  /**
   * Queues a batch.
   *
   * @return whether the attempt should go on, rather than wait for the reader
   */
  boolean offer(ArrowRecordBatch batch) {
    if (closed) {
      batch.close();
      return true;
    }
    queue.add(batch);
    stage.ahead(batch.computeBodyLength());
    return !stage.isFull() || (task.needed && queue.size() < 2);
  }

  /**
   * Shows all rows of an attempt.
   *
   * @return false if nobody reads them: they are the caller's to close
   */
  boolean release(BatchStream rows) {
    if (!closed) {
      released = rows;
    }
    return !closed;
  }

  void complete() {
    complete = true;
  }

  /** Nobody reads any more; {@link #free} follows. */
  void end() {
    closed = true;
    queue.forEach(ArrowRecordBatch::close);
    queue.clear();
  }

  // ---- Called without the lock

  /** Frees what was released and not taken. That may be on disk, so that it can take a while. */
  void free() {
    BatchStream left;
    lock.lock();
    try {
      left = released;
    } finally {
      lock.unlock();
    }
    if (left != null) {
      left.close(); // by whoever comes first; the others wait for it
    }
  }

  // ---- Called by the reader

  @Override
  public Schema schema() {
    lock.lock();
    try {
      while (true) {
        check();
        Schema schema = stage.schema();
        if (schema != null) {
          return schema;
        }
        stage.need(task);
        stage.scope.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    BatchStream rows;
    lock.lock();
    try {
      while (true) {
        check();
        ArrowRecordBatch batch = queue.poll();
        if (batch != null) {
          stage.taken(batch.computeBodyLength());
          resumeBeforeEmpty();
          return batch;
        }
        if (released != null) {
          rows = released;
          break;
        }
        if (complete) {
          return null;
        }
        stage.need(task);
        stage.scope.await();
      }
    } finally {
      lock.unlock();
    }
    return nextReleased(rows);
  }

  @Override
  public void awaitAhead() {
    lock.lock();
    try {
      check();
      while (!complete && !stage.isFull()) {
        stage.scope.await();
        check();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whoever waits for rows learns that the query is over, or that another thread closed this. */
  private void check() {
    stage.scope.check();
    if (closed) {
      throw new SkeinException(Kind.CANCELLED, "The rows of a task were closed while being read");
    }
  }

  private void checkLocked() {
    lock.lock();
    try {
      check();
    } finally {
      lock.unlock();
    }
  }

  /** The reader of the last queued batch should find another one when it comes back. */
  private void resumeBeforeEmpty() {
    if (queue.isEmpty() && !complete) {
      stage.need(task);
    }
  }

  /** Outside the lock, as it may read from disk. */
  private @Nullable ArrowRecordBatch nextReleased(BatchStream rows) {
    ArrowRecordBatch batch;
    try {
      batch = rows.next();
    } catch (SkeinException e) {
      checkLocked(); // the end of the query closes the rows under its reader
      throw e;
    }
    if (batch == null) {
      rows.close();
    }
    lock.lock();
    try {
      if (batch != null) {
        stage.taken(batch.computeBodyLength());
      } else {
        released = null;
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        end();
        stage.abandon(task);
        stage.scope.signal();
      }
    } finally {
      lock.unlock();
    }
    free();
  }
}
