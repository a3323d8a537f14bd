package dev.skein.calcite.cli;

import dev.skein.runtime.flight.security.BearerToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token that an HTTP client shows: a bearer token or, because Avatica's driver can send
 * nothing else, the password of basic authentication under any user name.
 */
final class HttpCredentials {
  private static final String BASIC = "Basic ";

  private HttpCredentials() {}

  /** The token in an Authorization header; null if there is none. */
  static @Nullable String token(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return BearerToken.of(authorization);
    }
    try {
      byte[] pair = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? null : text.substring(colon + 1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
