package dev.skein.calcite.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client ends its HTTP connection while its request is being answered. Jetty (9.4)
 * reads again only after the answer, so this reads for it, from after the request's last byte until
 * just before the answer's first. A byte of a next request, which Avatica's clients do not send so
 * early, goes to Jetty, and ends the watching.
 */
final class HangUp implements Callback, AutoCloseable {
  private static final long AGAIN_MILLIS = 100;

  private final HttpConnection connection;
  private final AbstractEndPoint endPoint;
  private final ScheduledExecutorService clock;
  private final Runnable stop;

  // Guarded by this.
  private boolean watching = true;
  private @Nullable ScheduledFuture<?> stopping;

  private HangUp(HttpConnection connection, ScheduledExecutorService clock, Runnable stop) {
    this.connection = connection;
    this.endPoint = (AbstractEndPoint) connection.getEndPoint();
    this.clock = clock;
    this.stop = stop;
  }

  /**
   * Begins to watch. Called on the thread that answers, as is {@link #close}.
   *
   * @param clock runs {@code stop} when the client has hung up, and again until {@link #close}: a
   *     statement that is about to begin forgets that it was cancelled
   */
  static HangUp watch(HttpConnection connection, ScheduledExecutorService clock, Runnable stop) {
    HangUp watch = new HangUp(connection, clock, stop);
    watch.endPoint.fillInterested(watch);
    return watch;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING; // all other threads may be busy with answers
  }

  /** There is something to read. */
  @Override
  public synchronized void succeeded() {
    if (!watching) {
      return;
    }
    ByteBuffer next = BufferUtil.allocate(1);
    int filled;
    try {
      filled = endPoint.fill(next);
    } catch (IOException e) {
      filled = -1;
    }
    if (filled == 0) {
      endPoint.fillInterested(this);
    } else if (filled > 0) {
      watching = false;
      connection.onUpgradeTo(next);
    } else {
      hungUp();
    }
  }

  @Override
  public synchronized void failed(Throwable cause) {
    if (!watching) {
      return;
    }
    if (cause instanceof TimeoutException) {
      endPoint.fillInterested(this); // an answer may take longer than a client may be silent
    } else {
      hungUp();
    }
  }

  private void hungUp() {
    watching = false;
    try {
      stopping = clock.scheduleWithFixedDelay(stop, 0, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server is being closed, and all that runs with it.
    }
  }

  /** Leaves the reading to Jetty again. */
  @Override
  public void close() {
    boolean registered;
    synchronized (this) {
      registered = watching;
      watching = false;
      if (stopping != null) {
        stopping.cancel(false);
      }
    }
    if (registered) {
      endPoint.getFillInterest().onFail(new IOException("watched no longer"));
    }
  }
}
