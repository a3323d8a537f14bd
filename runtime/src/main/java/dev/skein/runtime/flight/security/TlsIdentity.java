package dev.skein.runtime.flight.security;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key and the trusted certificates of one side of TLS, read again when their files change.
 *
 * <p>gRPC's managers (1.79) can watch files themselves, but look once a minute at most, and not at
 * all at a certificate that was renewed for the same key.
 */
final class TlsIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);

  private static final long LOOK_SECONDS = 1;
  private static final byte[] CHALLENGE = "skein".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private TlsIdentity() {}

  /** Something that reads files. */
  private interface Reading {
    void read() throws IOException, GeneralSecurityException;
  }

  static AdvancedTlsX509KeyManager keys(Path certificate, Path key, ScheduledExecutorService clock)
      throws IOException, GeneralSecurityException {
    AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
    follow(
        List.of(certificate, key),
        () -> {
          X509Certificate[] chain = certificates(certificate);
          PrivateKey secret = privateKey(key);
          checkPair(chain, secret);
          manager.updateIdentityCredentials(chain, secret);
        },
        clock);
    return manager;
  }

  static AdvancedTlsX509TrustManager trust(
      Path authorities, Verification verification, ScheduledExecutorService clock)
      throws IOException, GeneralSecurityException {
    AdvancedTlsX509TrustManager manager =
        AdvancedTlsX509TrustManager.newBuilder().setVerification(verification).build();
    follow(
        List.of(authorities),
        () -> manager.updateTrustCredentials(certificates(authorities)),
        clock);
    return manager;
  }

  private static void follow(List<Path> files, Reading reading, ScheduledExecutorService clock)
      throws IOException, GeneralSecurityException {
    FileChanges changes = new FileChanges(files);
    reading.read();
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            () -> {
              try {
                if (changes.any()) {
                  reading.read();
                  changes.wereRead();
                  LOG.info("event=certificates_reloaded files={}", files);
                }
              } catch (IOException | GeneralSecurityException | RuntimeException | Error e) {
                // Perhaps only half of a pair is written, or no file can be opened at the moment.
                if (changes.isNews(e)) {
                  LOG.warn(
                      "event=certificates_not_reloaded files={} reason=\"{}\"",
                      files,
                      e.getMessage());
                }
              }
            },
            LOOK_SECONDS,
            LOOK_SECONDS,
            TimeUnit.SECONDS);
  }

  private static X509Certificate[] certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate[] certificates = CertificateUtils.getX509Certificates(in);
      if (certificates.length == 0) {
        throw new GeneralSecurityException("there is no certificate in " + file);
      }
      return certificates;
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateUtils.getPrivateKey(in);
    }
  }

  private static void checkPair(X509Certificate[] chain, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(CHALLENGE);
    byte[] signed = signature.sign();
    signature.initVerify(chain[0].getPublicKey());
    signature.update(CHALLENGE);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the private key is not the certificate's");
    }
  }
}
