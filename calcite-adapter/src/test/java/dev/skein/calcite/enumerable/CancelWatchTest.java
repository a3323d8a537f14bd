package dev.skein.calcite.enumerable;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancelWatchTest {
  private final AtomicInteger refused = new AtomicInteger();

  /** The first thread looks; of the others three cannot be had. */
  private final CancelWatch watch =
      new CancelWatch(
          runnable -> {
            Thread thread =
                new Thread(runnable) {
                  @Override
                  public synchronized void start() {
                    int number = refused.getAndIncrement();
                    if (number > 0 && number <= 3) {
                      throw new OutOfMemoryError("unable to create native thread");
                    }
                    super.start();
                  }
                };
            thread.setDaemon(true);
            return thread;
          });

  @Test
  void aCancelIsNoticedThoughThreadsWereShortBefore() throws Exception {
    CountDownLatch stopped = new CountDownLatch(2);
    watch.watch("a", new AtomicBoolean(true), stopped::countDown);
    watch.watch("b", new AtomicBoolean(true), stopped::countDown);
    assertTrue(stopped.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aCancelIsNoticedThoughAnotherQueryFailedToStop() throws Exception {
    refused.set(10);
    watch.watch(
        "a",
        new AtomicBoolean(true),
        () -> {
          throw new AssertionError("not this one");
        });
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicBoolean later = new AtomicBoolean();
    watch.watch("b", later, stopped::countDown);
    later.set(true);
    assertTrue(stopped.await(10, TimeUnit.SECONDS));
  }
}
