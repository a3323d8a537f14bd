package dev.skein.runtime.flight;

import dev.skein.runtime.task.MemoryShortage;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.Optional;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightRuntimeException;
import org.jspecify.annotations.Nullable;

/** Carries a {@link SkeinException} over the wire: its kind as a trailer, its message as status. */
final class FlightErrors {
  /**
   * What gRPC says of a message whose length is beyond what this side takes. Workers send none so
   * long: the length was changed on its way, and the stream with it.
   */
  private static final String TOO_LONG = "gRPC message exceeds maximum size";

  private FlightErrors() {}

  /** What a worker answers with when a call fails. */
  static FlightRuntimeException toFlight(Throwable failure) {
    if (failure instanceof SkeinException e) {
      return status(e.kind(), e.getMessage(), e);
    }
    if (failure instanceof WireFormatException e) {
      return status(Kind.INTERNAL, "The worker refused a message: " + e.getMessage(), e);
    }
    Optional<SkeinException> shortage = MemoryShortage.in("The call", "the worker", failure);
    if (shortage.isPresent()) {
      return status(Kind.OVERLOADED, shortage.get().getMessage(), failure);
    }
    return status(Kind.INTERNAL, "The worker failed: " + failure, failure);
  }

  private static FlightRuntimeException status(Kind kind, String message, Throwable cause) {
    ErrorFlightMetadata trailers = new ErrorFlightMetadata();
    trailers.insert(Protocol.KIND_TRAILER, kind.name());
    CallStatus status =
        switch (kind) {
          case USER -> CallStatus.INVALID_ARGUMENT;
          case WORKER_LOST -> CallStatus.UNAVAILABLE;
          case OVERLOADED -> CallStatus.RESOURCE_EXHAUSTED;
          case CANCELLED -> CallStatus.CANCELLED;
          case WORKER_ERROR, INTERNAL -> CallStatus.INTERNAL;
        };
    return status
        .withDescription(cut(message))
        .withCause(cause)
        .withMetadata(trailers)
        .toRuntimeException();
  }

  private static String cut(String message) {
    return message.length() <= Protocol.MAX_ERROR_CHARS
        ? message
        : message.substring(0, Protocol.MAX_ERROR_CHARS) + "...";
  }

  /**
   * What a coordinator makes of a failed call.
   *
   * @param doing what was tried, naming the worker
   */
  static SkeinException fromFlight(String doing, Throwable failure) {
    if (failure instanceof SkeinException e) {
      return e;
    }
    Optional<SkeinException> shortage = MemoryShortage.in(doing, "the coordinator", failure);
    if (shortage.isPresent()) {
      return shortage.get();
    }
    if (!(failure instanceof FlightRuntimeException flight)) {
      return new SkeinException(
          Kind.WORKER_LOST,
          doing + " failed: the worker's answer is malformed: " + failure,
          failure);
    }
    Throwable why = flight.status().cause(); // Set where this side could not read a message.
    String message = flight.status().description() + (why == null ? "" : ": " + why.getMessage());
    Kind kind = kindOf(flight.status().metadata());
    if (kind == Kind.CANCELLED) {
      // Nobody here asked for it, so the worker gave the call up.
      return new SkeinException(Kind.WORKER_LOST, doing + " failed: " + message, flight);
    }
    if (kind != null) {
      return new SkeinException(kind, message, flight);
    }
    return switch (flight.status().code()) {
      case UNAUTHENTICATED, UNAUTHORIZED ->
          new SkeinException(
              Kind.USER, doing + " failed: the worker refused our credentials: " + message, flight);
      case UNIMPLEMENTED ->
          new SkeinException(
              Kind.WORKER_LOST,
              doing + " failed: what answers there is no Skein worker: " + message,
              flight);
      case RESOURCE_EXHAUSTED ->
          message.contains(TOO_LONG)
              ? new SkeinException(
                  Kind.WORKER_LOST,
                  doing + " failed: the worker's answer is malformed: " + message,
                  flight)
              : new SkeinException(Kind.OVERLOADED, doing + " failed: " + message, flight);
      case TIMED_OUT ->
          new SkeinException(
              Kind.WORKER_LOST, doing + " failed: the worker does not answer", flight);
      default ->
          new SkeinException(
              Kind.WORKER_LOST,
              doing + " failed: the connection broke: " + flight.status().code() + " " + message,
              flight);
    };
  }

  private static @Nullable Kind kindOf(@Nullable ErrorFlightMetadata trailers) {
    if (trailers == null || !trailers.containsKey(Protocol.KIND_TRAILER)) {
      return null;
    }
    String name = trailers.get(Protocol.KIND_TRAILER);
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return null;
  }
}
