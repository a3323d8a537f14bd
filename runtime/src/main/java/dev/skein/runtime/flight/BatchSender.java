package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import org.apache.arrow.flight.OutboundStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Sends the batches of a stream, in messages of a bounded size, no faster than the network takes
 * them. Used by workers for results and by coordinators for the rows of stages.
 */
final class BatchSender {
  private final BufferAllocator allocator;
  private final OutboundStreamListener out;
  private final SendGate gate;
  private long rows;
  private long bytes;

  BatchSender(BufferAllocator allocator, OutboundStreamListener out, SendGate gate) {
    this.allocator = allocator;
    this.out = out;
    this.gate = gate;
  }

  /**
   * Sends everything; neither closes the stream nor completes the call.
   *
   * @return false if the call was over before the end
   */
  boolean send(BatchStream stream) throws InterruptedException {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), allocator)) {
      out.start(root);
      VectorLoader loader = new VectorLoader(root);
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        boolean sent;
        try (ArrowRecordBatch closed = batch) {
          sent = send(closed, root, loader);
        }
        if (!sent) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean send(ArrowRecordBatch batch, VectorSchemaRoot root, VectorLoader loader)
      throws InterruptedException {
    long size = batch.computeBodyLength();
    if (size > Protocol.BATCH_BYTES && batch.getLength() > 1) {
      return sendPieces(batch, size, root, loader);
    }
    if (size > Protocol.MAX_ROW_BYTES) {
      throw new SkeinException(
          SkeinException.Kind.OVERLOADED,
          "A row of "
              + size
              + " bytes is too large to travel between workers; the limit is "
              + Protocol.MAX_ROW_BYTES);
    }
    if (!gate.await()) {
      return false;
    }
    loader.load(batch);
    out.putNext();
    root.clear();
    rows += batch.getLength();
    bytes += size;
    return true;
  }

  /** Halves would copy a batch again at each level, so it is cut in equal numbers of rows first. */
  private boolean sendPieces(
      ArrowRecordBatch batch, long size, VectorSchemaRoot root, VectorLoader loader)
      throws InterruptedException {
    int length = batch.getLength();
    int pieces = (int) Math.min(length, size / Protocol.BATCH_BYTES + 1);
    try (VectorSchemaRoot whole = VectorSchemaRoot.create(root.getSchema(), allocator)) {
      new VectorLoader(whole).load(batch);
      for (int i = 0; i < pieces; i++) {
        int from = (int) ((long) length * i / pieces);
        int to = (int) ((long) length * (i + 1) / pieces);
        try (VectorSchemaRoot piece = whole.slice(from, to - from);
            ArrowRecordBatch part = new VectorUnloader(piece).getRecordBatch()) {
          if (!send(part, root, loader)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  long rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }
}
