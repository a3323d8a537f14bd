package dev.skein.calcite.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a client of the server shows: as a bearer token or, because Avatica's driver can
 * send nothing else, as the password of HTTP basic authentication under any user name.
 */
final class AccessToken {
  private static final int LEAST_LENGTH = 16;

  private final byte[] secret;

  private AccessToken(byte[] secret) {
    this.secret = secret;
  }

  /** Reads the token that a file's only line holds. */
  static AccessToken read(Path file) throws IOException {
    String token = Files.readString(file).strip();
    if (token.length() < LEAST_LENGTH) {
      throw CommandFailure.usage(
          "The token in " + file + " has fewer than " + LEAST_LENGTH + " characters");
    }
    return new AccessToken(token.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether an Authorization header holds the token; takes the same time for every wrong one. */
  boolean admits(@Nullable String authorization) {
    if (authorization == null) {
      return false;
    }
    int space = authorization.indexOf(' ');
    String scheme = authorization.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
    String credentials = authorization.substring(space + 1).strip();
    return switch (scheme) {
      case "bearer" -> matches(credentials.getBytes(StandardCharsets.UTF_8));
      case "basic" -> matches(password(credentials));
      default -> false;
    };
  }

  private boolean matches(byte[] shown) {
    return MessageDigest.isEqual(secret, shown);
  }

  private static byte[] password(String credentials) {
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(credentials);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
    String text = new String(pair, StandardCharsets.UTF_8);
    return text.substring(text.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8);
  }
}
