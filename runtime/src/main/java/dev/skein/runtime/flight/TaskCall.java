package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.flight.WorkerMetrics.TaskOutcome;
import dev.skein.runtime.flight.security.SelectOnly;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import java.util.Locale;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a task, from the moment it comes over the wire: waits for a slot, runs in it and
 * sends its rows. Any thread may cancel it.
 */
final class TaskCall implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskCall.class);

  private final Task task;
  private final Lease lease;
  private final OpenDatabases databases;
  private final SelectOnly selectOnly;
  private final WorkerMetrics metrics;
  private final Slots slots;
  private final BufferAllocator allocator;
  private final ServerStreamListener out;
  private final SendGate gate = new SendGate();
  private final Runnable cancellation = this::cancel;

  private @Nullable BatchStream running;
  private boolean cancelled;

  TaskCall(
      Task task,
      Lease lease,
      OpenDatabases databases,
      SelectOnly selectOnly,
      WorkerMetrics metrics,
      Slots slots,
      BufferAllocator allocator,
      ServerStreamListener out) {
    this.task = task;
    this.lease = lease;
    this.databases = databases;
    this.selectOnly = selectOnly;
    this.metrics = metrics;
    this.slots = slots;
    this.allocator = allocator;
    this.out = out;
  }

  /** Before it waits for a slot: from now on the coordinator's end is its end. */
  void accept() {
    gate.watch(out::isReady);
    out.setOnReadyHandler(gate::changed);
    out.setOnCancelHandler(cancellation);
    lease.beginCall(cancellation);
  }

  /** Gives the call up before it ran. */
  void refuse(SkeinException reason) {
    lease.endCall(cancellation);
    out.error(FlightErrors.toFlight(reason));
  }

  @Override
  public void run() {
    long started = System.nanoTime();
    BatchSender sender = new BatchSender(allocator, out, gate);
    if (isCancelled()) {
      fail(cancelledException(), started, sender);
      lease.endCall(cancellation);
      return;
    }
    try (OpenDatabases.Use use = databases.use(task.database())) {
      lease.checkInputs(task);
      selectOnly.check(task);
      try (BatchStream stream = use.worker().execute(task)) {
        begin(stream);
        if (!sender.send(stream)) {
          throw cancelledException();
        }
      }
      out.completed();
      ended(TaskOutcome.FINISHED, started, sender, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(cancelledException(), started, sender);
    } catch (Exception | Error e) { // or the coordinator would wait for ever
      fail(e, started, sender);
    } finally {
      lease.endCall(cancellation);
    }
  }

  private void fail(Throwable failure, long started, BatchSender sender) {
    out.error(FlightErrors.toFlight(failure));
    Kind kind = failure instanceof SkeinException e ? e.kind() : Kind.INTERNAL;
    ended(
        kind == Kind.CANCELLED ? TaskOutcome.CANCELLED : TaskOutcome.FAILED,
        started,
        sender,
        " kind=" + kind);
    if (!(failure instanceof SkeinException)) {
      LOG.error("event=task_error task={}", task.id(), failure);
    }
  }

  private void ended(TaskOutcome outcome, long started, BatchSender sender, String more) {
    long nanos = System.nanoTime() - started;
    metrics.taskEnded(outcome, nanos, sender.rows(), sender.bytes());
    LOG.info(
        "event=task_{} query={} task={} attempt={} split={} rows={} bytes={} millis={}{}",
        outcome.name().toLowerCase(Locale.ROOT),
        task.id().query(),
        task.id(),
        task.attempt(),
        LogText.quoted(task.split().describe()),
        sender.rows(),
        sender.bytes(),
        nanos / 1_000_000,
        more);
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private synchronized void begin(BatchStream stream) {
    if (cancelled) {
      throw cancelledException();
    }
    running = stream;
  }

  private SkeinException cancelledException() {
    return new SkeinException(Kind.CANCELLED, "Task " + task.id() + " was cancelled");
  }

  private void cancel() {
    BatchStream stream;
    synchronized (this) {
      cancelled = true;
      stream = running;
    }
    gate.end();
    if (slots.remove(this)) {
      refuse(cancelledException()); // rather than hold a place in the line
    } else if (stream != null) {
      stream.close();
    }
  }
}
