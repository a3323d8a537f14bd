package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import org.apache.arrow.flight.CallStatus;
import org.junit.jupiter.api.Test;

/** What a coordinator makes of calls that failed without the trailer of a worker. */
class FlightErrorsTest {
  private static SkeinException of(CallStatus status, String description) {
    return FlightErrors.fromFlight(
        "Task t on worker w", status.withDescription(description).toRuntimeException());
  }

  /** Found by a fault schedule that changed a bit of a length. */
  @Test
  void messageOfImpossibleLengthIsBroken() {
    SkeinException broken =
        of(
            CallStatus.RESOURCE_EXHAUSTED,
            "gRPC message exceeds maximum size 269484032: 1073742023");
    assertEquals(Kind.WORKER_LOST, broken.kind());
    assertEquals(
        "Task t on worker w failed: the worker's answer is malformed: gRPC message exceeds maximum"
            + " size 269484032: 1073742023",
        broken.getMessage());
  }

  @Test
  void shortageStaysOne() {
    assertEquals(Kind.OVERLOADED, of(CallStatus.RESOURCE_EXHAUSTED, "no memory").kind());
  }
}
