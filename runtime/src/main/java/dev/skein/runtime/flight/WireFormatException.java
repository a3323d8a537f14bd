package dev.skein.runtime.flight;

/** Something that came over the wire is not in the protocol's form; the message says where. */
final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WireFormatException(String message) {
    super(message);
  }

  WireFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
