package dev.skein.runtime.task;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of the runtime. Its kind says who can do something about it; what is a worker's
 * own fault may be answered with another attempt.
 */
public final class SkeinException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Who has to act. */
  public enum Kind {
    /** The statement, the model or the data is at fault; another attempt fails alike. */
    USER,
    /** The worker could not be reached, stopped half-way or refused; another one may do it. */
    WORKER_LOST,
    /** The worker ran the task and it failed for a reason that is not the statement's. */
    WORKER_ERROR,
    /** A limit on queries, memory, disk or time was reached. */
    OVERLOADED,
    /** The statement was cancelled or its time ran out. */
    CANCELLED,
    /** A mistake in Skein. */
    INTERNAL
  }

  private final Kind kind;

  public SkeinException(Kind kind, String message) {
    this(kind, message, null);
  }

  public SkeinException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * Anything that was thrown, as one of these.
   *
   * @param doing what failed
   * @param whose the process that it ran in, for a shortage of memory
   */
  public static SkeinException of(String doing, String whose, Throwable failure) {
    return failure instanceof SkeinException known
        ? known
        : MemoryShortage.in(doing, whose, failure)
            .orElseGet(
                () -> new SkeinException(Kind.INTERNAL, doing + " failed: " + failure, failure));
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same task may succeed on another attempt. */
  public boolean isRetryable() {
    return kind == Kind.WORKER_LOST || kind == Kind.WORKER_ERROR;
  }
}
