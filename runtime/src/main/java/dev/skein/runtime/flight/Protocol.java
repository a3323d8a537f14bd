package dev.skein.runtime.flight;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;

/**
 * The names and limits on which coordinator and worker agree.
 *
 * <p>A coordinator says {@link #HELLO} and receives a lease, which it names in a header of every
 * later call and renews with {@link #HEARTBEAT}. Tasks are DoGet calls, whose ticket is the task;
 * rows for a stage come with DoPut. A call that ends early is a cancelled gRPC call, nothing more.
 */
final class Protocol {
  /** Raised with every change that an older peer would misunderstand. */
  static final int VERSION = 7;

  static final String HELLO = "skein.hello";
  static final String HEARTBEAT = "skein.heartbeat";
  static final String RELEASE = "skein.release";

  /** What a worker says to a coordinator, see {@link RegisteredWorkers}. */
  static final String JOIN = "skein.join";

  static final String LEAVE = "skein.leave";

  static final String LEASE_HEADER_NAME = "skein-lease";
  static final Metadata.Key<String> LEASE_HEADER =
      Metadata.Key.of(LEASE_HEADER_NAME, Metadata.ASCII_STRING_MARSHALLER);

  /** The kind of a SkeinException, in the trailers of a failed call. */
  static final String KIND_TRAILER = "skein-kind";

  /** What a call was made of, as its server saw it. */
  static final Metadata.Key<String> SUMS_TRAILER =
      Metadata.Key.of("skein-sums", Metadata.ASCII_STRING_MARSHALLER);

  /** Long IN lists make long SQL; a ticket is parsed as a whole. */
  static final int MAX_TICKET_BYTES = 8 << 20;

  static final int MAX_CONTROL_BYTES = 64 << 10;

  /** What a sender packs in one message, unless a single row is larger. */
  static final int BATCH_BYTES = 4 << 20;

  /** The largest row that can travel. */
  static final int MAX_ROW_BYTES = 256 << 20;

  /** What a receiver accepts in one message: a row and what describes it. */
  static final int MAX_MESSAGE_BYTES = MAX_ROW_BYTES + (1 << 20);

  static final int MAX_HEADER_BYTES = 64 << 10;

  /** So that a message fits in the trailers even if every character must be escaped. */
  static final int MAX_ERROR_CHARS = 4_000;

  /** Bytes that may wait in gRPC for the network before a sender pauses. */
  static final int SEND_AHEAD_BYTES = 8 << 20;

  /** A small compressed message may be a large one, and rows are compressed badly by gzip. */
  static final DecompressorRegistry NO_COMPRESSION =
      DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);

  private Protocol() {}

  /**
   * The value of {@link #SUMS_TRAILER}.
   *
   * @param requests what went to the server
   * @param answers what came from it
   */
  static String sums(MessageSum requests, MessageSum answers) {
    return requests + "/" + answers;
  }
}
