package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of a stage as a worker receives them. Flight closes the call's stream itself. */
final class UploadedBatches implements BatchStream {
  private final FlightStream stream;
  private final ReceivedBatches batches;
  private long rows;
  private long bytes;

  UploadedBatches(FlightStream stream, BufferAllocator allocator) {
    this.stream = stream;
    this.batches = new ReceivedBatches(stream, allocator);
  }

  @Override
  public Schema schema() {
    try {
      return stream.getSchema();
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    try {
      ArrowRecordBatch batch = batches.next();
      if (batch != null) {
        rows += batch.getLength();
        bytes += batch.computeBodyLength();
      }
      return batch;
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  private static SkeinException lost(RuntimeException e) {
    return new SkeinException(
        Kind.CANCELLED, "The coordinator stopped sending rows: " + e.getMessage(), e);
  }

  @Override
  public void close() {}
}
