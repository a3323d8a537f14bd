package dev.skein.runtime.flight;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches out of a Flight call and hands their memory to an allocator that outlives it: a
 * batch may wait long after the connection that brought it was closed.
 */
final class ReceivedBatches {
  private final FlightStream stream;
  private final BufferAllocator allocator;

  ReceivedBatches(FlightStream stream, BufferAllocator allocator) {
    this.stream = stream;
    this.allocator = allocator;
  }

  /** The next batch with rows, or null at the end. */
  @Nullable ArrowRecordBatch next() {
    while (stream.next()) {
      VectorSchemaRoot root = stream.getRoot();
      if (root.getRowCount() > 0) {
        ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch();
        try (ArrowRecordBatch moved = batch) {
          root.clear();
          return move(moved);
        }
      }
    }
    return null;
  }

  private ArrowRecordBatch move(ArrowRecordBatch batch) {
    List<ArrowBuf> buffers = new ArrayList<>(batch.getBuffers().size());
    try {
      for (ArrowBuf buffer : batch.getBuffers()) {
        buffers.add(buffer.getReferenceManager().retain(buffer, allocator));
      }
      // The constructor retains each buffer again.
      return new ArrowRecordBatch(
          batch.getLength(), batch.getNodes(), buffers, batch.getBodyCompression(), false);
    } finally {
      buffers.forEach(ArrowBuf::close);
    }
  }
}
