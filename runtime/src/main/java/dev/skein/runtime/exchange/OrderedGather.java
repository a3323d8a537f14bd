package dev.skein.runtime.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Concatenates streams in order while several of them run ahead, each into a bounded queue. So rows
 * come in the order of the stored table, as DuckDB itself returns them.
 */
public final class OrderedGather implements BatchStream {
  private static final int QUEUED_BATCHES = 4;

  /** What a queue carries: a batch, the end, or a failure. */
  private record Item(@Nullable ArrowRecordBatch batch, @Nullable RuntimeException failure) {
    static final Item END = new Item(null, null);
  }

  private final List<Lane> lanes = new ArrayList<>();
  private final AtomicInteger nextLane = new AtomicInteger();
  private int current;
  private volatile boolean closed;

  /**
   * Starts reading.
   *
   * @param parallel how many streams run at once, each on a thread of {@code threads}
   */
  public OrderedGather(List<Supplier<BatchStream>> streams, int parallel, Executor threads) {
    streams.forEach(stream -> lanes.add(new Lane(stream)));
    for (int i = 0; i < Math.min(parallel, streams.size()); i++) {
      threads.execute(this::runLanes);
    }
  }

  private void runLanes() {
    for (int i = nextLane.getAndIncrement();
        i < lanes.size() && !closed;
        i = nextLane.getAndIncrement()) {
      lanes.get(i).run();
    }
  }

  @Override
  public Schema schema() {
    return lanes.get(0).awaitSchema();
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    while (current < lanes.size()) {
      Item item = lanes.get(current).take();
      if (item.failure() != null) {
        throw item.failure();
      }
      if (item.batch() != null) {
        return item.batch();
      }
      current++;
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
    lanes.forEach(Lane::stop);
  }

  /** One stream and the queue it runs ahead into. */
  private final class Lane {
    private final Supplier<BatchStream> source;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUED_BATCHES);
    private final java.util.concurrent.CompletableFuture<Schema> schema =
        new java.util.concurrent.CompletableFuture<>();
    private volatile @Nullable BatchStream stream;

    Lane(Supplier<BatchStream> source) {
      this.source = source;
    }

    void run() {
      try (BatchStream open = source.get()) {
        stream = open;
        schema.complete(open.schema());
        for (ArrowRecordBatch batch = open.next(); batch != null; batch = open.next()) {
          if (!put(new Item(batch, null))) {
            batch.close();
            return;
          }
        }
        put(Item.END);
      } catch (RuntimeException e) {
        schema.completeExceptionally(e);
        put(new Item(null, e));
      }
    }

    private boolean put(Item item) {
      try {
        while (!closed) {
          if (queue.offer(item, 50, TimeUnit.MILLISECONDS)) {
            return true;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return false;
    }

    Schema awaitSchema() {
      try {
        return schema.join();
      } catch (java.util.concurrent.CompletionException e) {
        throw e.getCause() instanceof RuntimeException r ? r : e;
      }
    }

    Item take() {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new dev.skein.runtime.task.SkeinException(
            dev.skein.runtime.task.SkeinException.Kind.CANCELLED, "Interrupted while reading", e);
      }
    }

    void stop() {
      BatchStream open = stream;
      if (open != null) {
        open.close();
      }
      for (Item item = queue.poll(); item != null; item = queue.poll()) {
        if (item.batch() != null) {
          item.batch().close();
        }
      }
    }
  }
}
