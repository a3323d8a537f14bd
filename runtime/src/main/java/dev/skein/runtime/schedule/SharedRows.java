package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.HeldBatches;
import dev.skein.runtime.exchange.HoldSpace;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The output of a stage that several others read. The first who reads collects all of it, in memory
 * and then on disk; the others wait for that.
 */
final class SharedRows implements AutoCloseable {
  private final BatchStream rows;
  private final HeldBatches held;
  private @Nullable Schema schema;
  private boolean collected;

  SharedRows(BatchStream rows, HoldSpace space) {
    this.rows = rows;
    this.held = new HeldBatches(space);
  }

  BatchStream reader() {
    return new Reader();
  }

  private synchronized BatchStream collect() {
    if (!collected) {
      schema = rows.schema();
      for (ArrowRecordBatch batch = rows.next(); batch != null; batch = rows.next()) {
        held.add(batch);
      }
      rows.close();
      collected = true;
    }
    if (schema == null) {
      throw new IllegalStateException("Collected without a schema");
    }
    return held.replay(schema);
  }

  /** Called when the query has ended. */
  @Override
  public void close() {
    rows.close();
    held.close();
  }

  /** One of those who read it. */
  private final class Reader implements BatchStream {
    private @Nullable BatchStream replay;

    private BatchStream replay() {
      BatchStream open = replay;
      if (open == null) {
        open = collect();
        replay = open;
      }
      return open;
    }

    @Override
    public Schema schema() {
      return replay().schema();
    }

    @Override
    public void awaitAhead() {
      replay();
    }

    @Override
    public @Nullable ArrowRecordBatch next() {
      return replay().next();
    }

    @Override
    public void close() {
      // the others may still read
    }
  }
}
