package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches of one BIGINT column. */
public final class TestBatches {
  public static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("i", new ArrowType.Int(64, true))));

  private TestBatches() {}

  public static ArrowRecordBatch of(BufferAllocator allocator, long... values) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      BigIntVector column = (BigIntVector) root.getVector(0);
      column.allocateNew(values.length);
      for (int i = 0; i < values.length; i++) {
        column.set(i, values[i]);
      }
      root.setRowCount(values.length);
      return new VectorUnloader(root).getRecordBatch();
    }
  }

  /** The values of a batch, which is closed. */
  public static List<Long> values(BufferAllocator allocator, ArrowRecordBatch batch) {
    List<Long> values = new ArrayList<>();
    try (batch;
        VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      new VectorLoader(root).load(batch);
      BigIntVector column = (BigIntVector) root.getVector(0);
      for (int i = 0; i < root.getRowCount(); i++) {
        values.add(column.get(i));
      }
    }
    return values;
  }

  /** Everything that is left of a stream. */
  public static List<Long> drain(BufferAllocator allocator, BatchStream stream) {
    List<Long> values = new ArrayList<>();
    for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
      values.addAll(values(allocator, batch));
    }
    return values;
  }
}
