package dev.skein.runtime.exchange;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Batches kept until it is known what becomes of them: in memory while the {@link HoldSpace} has
 * some, then in a file. One thread adds, later others read; any thread may close.
 */
public final class HeldBatches implements AutoCloseable {
  private final HoldSpace space;
  private final List<Place> places = new ArrayList<>();
  private @Nullable FileChannel file;
  private @Nullable WriteChannel out;
  private long bytes;
  private boolean closed;

  /** Where a batch is. */
  private sealed interface Place {
    /** In memory. */
    record Memory(ArrowRecordBatch batch, long bytes) implements Place {}

    /** In the file. */
    record Disk(ArrowBlock block) implements Place {
      long bytes() {
        return block.getMetadataLength() + block.getBodyLength();
      }
    }

    /** Read and gone. */
    record Taken() implements Place {}
  }

  public HeldBatches(HoldSpace space) {
    this.space = space;
  }

  /** Takes a batch over. */
  public synchronized void add(ArrowRecordBatch batch) {
    if (closed) {
      batch.close();
      return;
    }
    long size = batch.computeBodyLength();
    if (space.reserveMemory(size)) {
      places.add(new Place.Memory(batch, size));
    } else {
      try (batch) {
        places.add(spill(batch, size));
      }
    }
    bytes += size;
  }

  private Place spill(ArrowRecordBatch batch, long size) {
    try {
      WriteChannel channel = out;
      if (channel == null) {
        FileChannel opened = space.newFile();
        file = opened;
        channel = new WriteChannel(opened);
        out = channel;
      }
      space.reserveDisk(size);
      ArrowBlock block;
      try {
        block = MessageSerializer.serialize(channel, batch);
      } catch (IOException | RuntimeException e) {
        space.freeDisk(size);
        throw e;
      }
      Place.Disk place = new Place.Disk(block);
      space.freeDisk(size - place.bytes()); // the header of the message
      return place;
    } catch (IOException e) {
      throw HoldSpace.noDisk(e);
    }
  }

  /** How many bytes were added. */
  public synchronized long bytes() {
    return bytes;
  }

  /**
   * Reads them once, in the order in which they were added, and frees each as it goes. Closing the
   * stream closes this.
   */
  public BatchStream drain(Schema schema) {
    return new Reading(schema, true);
  }

  /** Reads them, as often and by as many threads as one likes; this stays open. */
  public BatchStream replay(Schema schema) {
    return new Reading(schema, false);
  }

  private synchronized @Nullable ArrowRecordBatch get(int index, boolean take) {
    if (closed) {
      throw new SkeinException(Kind.CANCELLED, "Rows that were held were closed while being read");
    }
    if (index == places.size()) {
      return null;
    }
    Place place = places.get(index);
    if (place instanceof Place.Memory memory) {
      if (take) {
        places.set(index, new Place.Taken());
        space.freeMemory(memory.bytes());
        return memory.batch();
      }
      ArrowRecordBatch batch = memory.batch();
      return new ArrowRecordBatch(
          batch.getLength(),
          batch.getNodes(),
          batch.getBuffers(),
          batch.getBodyCompression(),
          batch.getVariadicBufferCounts(),
          true);
    }
    if (place instanceof Place.Disk disk) {
      ArrowRecordBatch batch = read(disk);
      if (take) { // which it was not as long as reading could fail
        places.set(index, new Place.Taken());
        space.freeDisk(disk.bytes());
      }
      return batch;
    }
    throw new IllegalStateException("Batch " + index + " was taken before");
  }

  private ArrowRecordBatch read(Place.Disk disk) {
    FileChannel channel = file;
    if (channel == null) {
      throw new IllegalStateException("A batch on disk without a file");
    }
    ArrowBlock block = disk.block();
    try {
      return MessageSerializer.deserializeRecordBatch(
          new ReadChannel(new Section(channel, block.getOffset())), block, space.allocator());
    } catch (IOException e) {
      throw new SkeinException(
          Kind.INTERNAL, "Cannot read back rows from disk: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Place place : places) {
      if (place instanceof Place.Memory memory) {
        space.freeMemory(memory.bytes());
        memory.batch().close();
      } else if (place instanceof Place.Disk disk) {
        space.freeDisk(disk.bytes());
      }
    }
    places.clear();
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        org.slf4j.LoggerFactory.getLogger(HeldBatches.class).debug("close failed", e);
      }
    }
  }

  /** One pass over the batches. */
  private final class Reading implements BatchStream {
    private final Schema schema;
    private final boolean take;
    private int next;

    Reading(Schema schema, boolean take) {
      this.schema = schema;
      this.take = take;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable ArrowRecordBatch next() {
      ArrowRecordBatch batch = get(next, take);
      next += batch == null ? 0 : 1;
      return batch;
    }

    @Override
    public void close() {
      if (take) {
        HeldBatches.this.close();
      }
    }
  }

  /** A file from a position on; several may read the same file. */
  private static final class Section implements ReadableByteChannel {
    private final FileChannel file;
    private long position;

    Section(FileChannel file, long position) {
      this.file = file;
      this.position = position;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      int count = file.read(target, position);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() {
      // the file belongs to the batches
    }
  }
}
