package dev.skein.e2e;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An authority and what it has signed, as PEM files.
 *
 * @param authority the certificate of the authority
 */
record Certificates(X509Bundle issuer, Path authority) {
  /** A new authority, whose certificate replaces that in the file. */
  static Certificates create(Path authority) throws Exception {
    X509Bundle issuer =
        new CertificateBuilder()
            .subject("CN=skein test authority")
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    replace(authority, issuer.getCertificatePEM());
    return new Certificates(issuer, authority);
  }

  /** Signs a certificate for 127.0.0.1; it and its key replace those in the files. */
  void sign(Path certificate, Path key) throws Exception {
    X509Bundle signed =
        new CertificateBuilder()
            .subject("CN=" + certificate.getFileName())
            .addSanIpAddress("127.0.0.1")
            .ecp256()
            .buildIssuedBy(issuer);
    replace(key, signed.getPrivateKeyPEM());
    replace(certificate, signed.getCertificatePathPEM());
  }

  /** At once, as a mounted secret is replaced. */
  private static void replace(Path file, String text) throws Exception {
    Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
