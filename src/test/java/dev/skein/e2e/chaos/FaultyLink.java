package dev.skein.e2e.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that leads to another one, until a test cuts it, stalls it, slows it down or lets it
 * change what passes. One thread for each direction of a connection.
 */
final class FaultyLink implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private boolean stalled;
  private boolean refusing;
  private long delayNanos;
  private @Nullable Trap trap;

  /** Which way bytes go. */
  enum Direction {
    TO_WORKER,
    FROM_WORKER
  }

  /** What happens to the connection on which a byte passes. */
  enum Effect {
    /** Only that somebody waits for it. */
    NONE,
    CUT,
    STALL,
    CORRUPT
  }

  /** An effect that waits for bytes to pass. */
  private static final class Trap {
    final Direction direction;
    final Effect effect;
    final int bit;
    long bytesLeft;

    Trap(Direction direction, Effect effect, long bytesLeft, int bit) {
      this.direction = direction;
      this.effect = effect;
      this.bytesLeft = bytesLeft;
      this.bit = bit;
    }
  }

  FaultyLink(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    start(this::accept);
  }

  private static void start(Runnable runnable) {
    Thread thread = new Thread(runnable, "faulty link");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it is entered, as a model names a worker. */
  String address() {
    return "grpc://127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket outer = listener.accept();
        if (isRefusing()) {
          reset(outer);
          continue;
        }
        Socket inner = new Socket();
        try {
          inner.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1_000);
        } catch (IOException e) {
          reset(outer);
          continue;
        }
        sockets.add(outer);
        sockets.add(inner);
        start(() -> pump(outer, inner, Direction.TO_WORKER));
        start(() -> pump(inner, outer, Direction.FROM_WORKER));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void pump(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!pass(buffer, count, direction)) {
          break;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException | InterruptedException e) {
      // the other side has gone
    } finally {
      reset(from);
      reset(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Waits as long as it has to; false cuts the connection. */
  private synchronized boolean pass(byte[] bytes, int count, Direction direction)
      throws InterruptedException {
    Trap set = trap;
    if (set != null && set.direction == direction) {
      if (set.bytesLeft < count) {
        trap = null;
        notifyAll();
        switch (set.effect) {
          case CUT -> {
            return false;
          }
          case NONE -> {}
          case STALL -> stalled = true;
          case CORRUPT -> bytes[(int) set.bytesLeft] ^= (byte) (1 << set.bit);
        }
      } else {
        set.bytesLeft -= count;
      }
    }
    long until = System.nanoTime() + delayNanos;
    while (delayNanos > 0 && until - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
    }
    while (stalled) {
      wait();
    }
    return true;
  }

  private synchronized boolean isRefusing() {
    return refusing;
  }

  /** Ends all connections at once, as a crash of the network does. */
  void cut() {
    sockets.forEach(FaultyLink::reset);
  }

  /** Lets bytes wait until {@link #heal}. */
  synchronized void stall() {
    stalled = true;
  }

  /** Ends each new connection until {@link #heal}. */
  synchronized void refuse() {
    refusing = true;
  }

  /** Lets each piece wait so long, until {@link #heal}. */
  synchronized void delay(Duration each) {
    delayNanos = each.toNanos();
  }

  /** Something happens once so many bytes have passed. */
  synchronized void after(Direction direction, long bytes, Effect effect, int bit) {
    trap = new Trap(direction, effect, bytes, bit);
  }

  /** Waits until what {@link #after} announced has happened. */
  synchronized boolean awaitEffect(Duration most) throws InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    while (trap != null && until - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
    }
    return trap == null;
  }

  /** From now on everything passes again; what was cut stays cut. */
  synchronized void heal() {
    stalled = false;
    refusing = false;
    delayNanos = 0;
    trap = null;
    notifyAll();
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // closed before
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    heal();
    cut();
  }
}
