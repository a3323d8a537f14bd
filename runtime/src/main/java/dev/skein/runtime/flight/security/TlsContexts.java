package dev.skein.runtime.flight.security;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * TLS 1.2 and 1.3 from PEM files, which are read again when they change: new connections then show
 * and check the new certificates, open ones go on.
 *
 * <p>The JDK's TLS, not OpenSSL's: it asks the key manager at each handshake, so that nothing holds
 * on to an old key.
 */
public final class TlsContexts {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private TlsContexts() {}

  /** For a worker: shows its certificate and, given authorities, asks for the other side's. */
  public static SslContext forServer(TlsFiles files, ScheduledExecutorService clock) {
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(keys(files, clock));
      if (files.authorities().isPresent()) {
        builder
            .trustManager(
                TlsIdentity.trust(
                    files.authorities().get(), Verification.CERTIFICATE_ONLY_VERIFICATION, clock))
            .clientAuth(ClientAuth.REQUIRE);
      }
      return GrpcSslContexts.configure(builder, SslProvider.JDK).protocols(PROTOCOLS).build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(files, e);
    }
  }

  /** The same as {@link #forServer} for a server that takes the JDK's own context. */
  public static SSLContext jdkServer(TlsFiles files, ScheduledExecutorService clock) {
    try {
      TrustManager[] trusted =
          files.authorities().isEmpty()
              ? null
              : new TrustManager[] {
                TlsIdentity.trust(
                    files.authorities().get(), Verification.CERTIFICATE_ONLY_VERIFICATION, clock)
              };
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys(files, clock)}, trusted, null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(files, e);
    }
  }

  /** For a coordinator: checks the worker's name and, given a certificate, shows it. */
  public static SslContext forClient(TlsFiles files, ScheduledExecutorService clock) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (files.authorities().isPresent()) {
        builder.trustManager(
            TlsIdentity.trust(
                files.authorities().get(),
                Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION,
                clock));
      }
      if (files.hasIdentity()) {
        builder.keyManager(keys(files, clock));
      }
      return GrpcSslContexts.configure(builder, SslProvider.JDK).protocols(PROTOCOLS).build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(files, e);
    }
  }

  private static X509ExtendedKeyManager keys(TlsFiles files, ScheduledExecutorService clock)
      throws IOException, GeneralSecurityException {
    return TlsIdentity.keys(files.certificate().orElseThrow(), files.key().orElseThrow(), clock);
  }

  private static SkeinException unusable(TlsFiles files, Exception e) {
    return new SkeinException(
        Kind.USER,
        "The TLS files cannot be used: "
            + e.getMessage()
            + " (certificate "
            + files.certificate().map(Path::toString).orElse("none")
            + ", key "
            + files.key().map(Path::toString).orElse("none")
            + ", authorities "
            + files.authorities().map(Path::toString).orElse("none")
            + ")",
        e);
  }
}
