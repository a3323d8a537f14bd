package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a task on a remote worker. The call begins with the first read. Closing or failing it
 * from another thread cancels the call, which stops the task at the worker and wakes the reader.
 */
final class RemoteBatchStream implements BatchStream {
  private final String doing;
  private final Supplier<FlightStream> call;
  private final BufferAllocator allocator;
  private final Consumer<RuntimeException> onFailure;
  private final Runnable onClose;
  private final ReentrantLock reading = new ReentrantLock();

  private volatile @Nullable FlightStream stream;
  private volatile boolean closing;
  private volatile @Nullable SkeinException lost;
  private @Nullable ReceivedBatches batches;
  private boolean ended;
  private boolean closed;

  /**
   * @param doing names the task and the worker, for messages
   * @param call starts the task at the worker
   * @param onFailure sees what the call failed with
   */
  RemoteBatchStream(
      String doing,
      Supplier<FlightStream> call,
      BufferAllocator allocator,
      Consumer<RuntimeException> onFailure,
      Runnable onClose) {
    this.doing = doing;
    this.call = call;
    this.allocator = allocator;
    this.onFailure = onFailure;
    this.onClose = onClose;
  }

  @Override
  public Schema schema() {
    reading.lock();
    try {
      return open().getSchema();
    } catch (RuntimeException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    reading.lock();
    try {
      if (ended) {
        return null;
      }
      FlightStream open = open();
      ReceivedBatches received = batches;
      if (received == null) {
        received = new ReceivedBatches(open, allocator);
        batches = received;
      }
      ArrowRecordBatch batch = received.next();
      ended = batch == null;
      return batch;
    } catch (RuntimeException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  private FlightStream open() {
    FlightStream open = stream;
    if (open == null) {
      checkWanted();
      open = call.get();
      stream = open;
      // Whoever closed in between saw no call to cancel.
      if (closing || lost != null) {
        open.cancel("no longer wanted", null);
      }
    }
    return open;
  }

  private void checkWanted() {
    SkeinException gone = lost;
    if (gone != null) {
      throw gone;
    }
    if (closing) {
      throw new SkeinException(Kind.CANCELLED, doing + " was closed while it was read");
    }
  }

  private SkeinException failure(RuntimeException e) {
    SkeinException gone = lost;
    if (gone != null) {
      return gone;
    }
    if (closing) {
      return new SkeinException(Kind.CANCELLED, doing + " was cancelled", e);
    }
    onFailure.accept(e);
    return FlightErrors.fromFlight(doing, e);
  }

  /** The worker is gone: whoever reads now or later learns why. */
  void fail(SkeinException reason) {
    lost = reason;
    cancel();
  }

  private void cancel() {
    FlightStream open = stream;
    if (open != null) {
      open.cancel("no longer wanted", null);
    }
  }

  @Override
  public void close() {
    closing = true;
    if (!reading.isHeldByCurrentThread()) {
      cancelUnlessEnded();
    }
    reading.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      FlightStream open = stream;
      if (open != null) {
        open.close();
      }
    } catch (Exception e) {
      // The call is over in any case; what it held is freed by the call's end.
      org.slf4j.LoggerFactory.getLogger(RemoteBatchStream.class).debug("close failed", e);
    } finally {
      reading.unlock();
      onClose.run();
    }
  }

  /** Cancelling a call that has ended well would only write a line into gRPC's log. */
  private void cancelUnlessEnded() {
    if (reading.tryLock()) {
      try {
        if (ended) {
          return;
        }
      } finally {
        reading.unlock();
      }
    }
    cancel();
  }
}
