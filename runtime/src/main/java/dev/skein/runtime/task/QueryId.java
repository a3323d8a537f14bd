package dev.skein.runtime.task;

/** Names one execution of one statement, unique over all coordinators. */
public record QueryId(String value) {
  public QueryId {
    if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "A query id is 1 to 64 letters, digits, '-' or '_': " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
