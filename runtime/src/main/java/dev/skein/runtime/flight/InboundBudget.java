package dev.skein.runtime.flight;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what peers make this process buffer. gRPC keeps the bytes of a message until it has come
 * whole, up to the largest that a message may be, for each of as many calls as a peer likes. So the
 * bytes are counted as they come: all calls together may have half of the memory outside the heap,
 * and only uploads, which carry rows, more than a ticket. What exceeds that fails its call.
 */
final class InboundBudget extends ServerStreamTracer.Factory {
  private static final String UPLOAD = "/DoPut";
  private static final int LONGEST_REQUEST = Protocol.MAX_TICKET_BYTES + Protocol.MAX_CONTROL_BYTES;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit how many bytes all calls together may hold
   */
  InboundBudget(long limit) {
    this.limit = limit;
  }

  static InboundBudget ofThisProcess() {
    return new InboundBudget(PlatformDependent.maxDirectMemory() / 2);
  }

  /** Bytes of messages that have not been followed by another, in calls that are open. */
  long held() {
    return held.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new Call(fullMethodName.endsWith(UPLOAD) ? Long.MAX_VALUE : LONGEST_REQUEST);
  }

  /** One call. Its bytes come on the thread of its connection, its end on any. */
  private final class Call extends ServerStreamTracer {
    private final long longest;

    // Guarded by this.
    private long mine;
    private boolean over;

    Call(long longest) {
      this.longest = longest;
    }

    /** Bytes of a message have come. What this throws, gRPC answers the call with. */
    @Override
    public synchronized void inboundWireSize(long bytes) {
      if (over) {
        return;
      }
      mine += bytes;
      boolean tooMuch = held.addAndGet(bytes) > limit;
      if (mine > longest) {
        throw refusal("A request has more than " + longest + " bytes");
      }
      if (tooMuch) {
        throw refusal(
            "Messages that are on their way hold more than "
                + limit
                + " bytes at the worker; send less at a time, or raise its -XX:MaxDirectMemorySize");
      }
    }

    /** The next message begins, so the one before is with its reader. */
    @Override
    public synchronized void inboundMessage(int number) {
      free();
    }

    @Override
    public synchronized void streamClosed(Status status) {
      over = true;
      free();
    }

    private void free() {
      held.addAndGet(-mine);
      mine = 0;
    }
  }

  private static RuntimeException refusal(String why) {
    return Status.RESOURCE_EXHAUSTED.withDescription(why).asRuntimeException();
  }
}
