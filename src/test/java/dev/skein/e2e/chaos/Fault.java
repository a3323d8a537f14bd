package dev.skein.e2e.chaos;

import dev.skein.e2e.chaos.FaultyLink.Direction;
import dev.skein.e2e.chaos.FaultyLink.Effect;
import java.time.Duration;
import java.util.Random;

/**
 * Something that goes wrong with one worker or the way to it, at some time after the queries began,
 * and is mended some time later.
 *
 * @param worker which one
 * @param afterMillis when it begins
 * @param forMillis when it is mended, from then on
 * @param bytes for kinds that wait for bytes to pass: how many
 */
record Fault(Kind kind, int worker, int afterMillis, int forMillis, long bytes) {

  /** What goes wrong. */
  enum Kind {
    /** Killed, and started again. */
    KILL,
    /** Asked to end while it works, and started again when it has. */
    DRAIN,
    /** Stopped without a word. */
    STOP,
    CUT,
    CUT_AFTER_BYTES,
    STALL,
    STALL_AFTER_BYTES,
    CORRUPT_ANSWER,
    CORRUPT_REQUEST,
    DELAY,
    /** Its connections end, and new ones too. */
    UNREACHABLE
  }

  private static final int LONGEST_AFTER = 600;
  private static final int LONGEST_FOR = 2_000;

  /** So long that the coordinator gives the worker up. */
  private static final int VERY_LONG = 11_500;

  private static final int MOST_BYTES = 3 << 20;

  static Fault any(Random random, int workers) {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    boolean veryLong = random.nextInt(40) == 0;
    return new Fault(
        kind,
        random.nextInt(workers),
        random.nextInt(LONGEST_AFTER),
        veryLong ? VERY_LONG : random.nextInt(LONGEST_FOR),
        // Small and large numbers alike: headers, single batches, whole answers.
        (long) Math.exp(random.nextDouble() * Math.log(MOST_BYTES)));
  }

  void begin(Cluster cluster) {
    WorkerJvm process = cluster.worker(worker);
    FaultyLink link = cluster.link(worker);
    switch (kind) {
      case KILL -> process.kill();
      case DRAIN -> process.drain();
      case STOP -> process.stop();
      case CUT -> link.cut();
      case CUT_AFTER_BYTES -> link.after(Direction.FROM_WORKER, bytes, Effect.CUT, 0);
      case STALL -> link.stall();
      case STALL_AFTER_BYTES -> link.after(Direction.FROM_WORKER, bytes, Effect.STALL, 0);
      case CORRUPT_ANSWER ->
          link.after(Direction.FROM_WORKER, bytes, Effect.CORRUPT, (int) (bytes % 8));
      case CORRUPT_REQUEST ->
          link.after(Direction.TO_WORKER, bytes & 0xfff, Effect.CORRUPT, (int) (bytes % 8));
      case DELAY -> link.delay(Duration.ofMillis(1 + bytes % 30));
      case UNREACHABLE -> {
        link.refuse();
        link.cut();
      }
    }
  }

  void mend(Cluster cluster) {
    WorkerJvm process = cluster.worker(worker);
    cluster.link(worker).heal();
    process.resume();
    if (kind == Kind.DRAIN) {
      process.awaitEnd();
    }
    if (!process.isAlive()) {
      process.start();
    }
  }

  @Override
  public String toString() {
    return "%s of worker %d at %d ms for %d ms (%d bytes)"
        .formatted(kind, worker, afterMillis, forMillis, bytes);
  }
}
