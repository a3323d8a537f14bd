package dev.skein.runtime.flight.security;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that a coordinator shows to a worker: one a line. A worker admits all of them, a
 * coordinator shows the first, and both read the file again when it changes; so a token is replaced
 * without a pause by putting the new one second, then first, then alone.
 */
public final class TokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

  private static final int LEAST_LENGTH = 16;
  private static final long MAX_FILE_BYTES = 64 << 10;
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

  private final Path file;
  private List<byte[]> tokens;
  private final FileChanges changes;
  private long lookedNanos = System.nanoTime();

  /**
   * @throws SkeinException of kind USER if the file holds no usable token
   */
  public TokenFile(Path file) {
    this.file = file;
    try {
      this.changes = new FileChanges(List.of(file));
      this.tokens = read(file);
    } catch (IOException e) {
      throw new SkeinException(
          Kind.USER, "The token file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<byte[]> read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new SkeinException(Kind.USER, "The token file " + file + " is too large to be one");
    }
    List<byte[]> result = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String token = line.strip();
      if (token.isEmpty()) {
        continue;
      }
      if (token.length() < LEAST_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new SkeinException(
            Kind.USER,
            "A token in "
                + file
                + " is not "
                + LEAST_LENGTH
                + " or more printable ASCII characters");
      }
      result.add(token.getBytes(StandardCharsets.US_ASCII));
    }
    if (result.isEmpty()) {
      throw new SkeinException(Kind.USER, "The token file " + file + " is empty");
    }
    return result;
  }

  /** Whether somebody shows one of the tokens; takes as long for a wrong one as for a right one. */
  public boolean admits(@Nullable String shown) {
    byte[] bytes = shown == null ? new byte[0] : shown.getBytes(StandardCharsets.UTF_8);
    boolean admitted = false;
    for (byte[] token : current()) {
      admitted |= MessageDigest.isEqual(token, bytes);
    }
    return admitted;
  }

  /** The token to show. */
  public String token() {
    return new String(current().get(0), StandardCharsets.US_ASCII);
  }

  /** A file that has become unusable leaves the tokens as they are, or nobody could work. */
  private synchronized List<byte[]> current() {
    if (System.nanoTime() - lookedNanos >= LOOK_AGAIN_NANOS) {
      lookedNanos = System.nanoTime();
      try {
        if (changes.any()) {
          tokens = read(file);
          changes.wereRead();
          LOG.info("event=tokens_reloaded file={} tokens={}", file, tokens.size());
        }
      } catch (IOException | SkeinException e) {
        if (changes.isNews(e)) {
          LOG.warn("event=tokens_not_reloaded file={} reason=\"{}\"", file, e.getMessage());
        }
      }
    }
    return tokens;
  }
}
