package dev.nestling.core.pki;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;

/**
 * Signs and verifies. ECDSA nonces are derived from key and content (RFC 6979): a weak random
 * source can't give a key away, and the same certificate is the same text. RSA is for authorities
 * that users bring.
 */
final class Signatures {
  private static final DefaultSignatureAlgorithmIdentifierFinder ALGORITHMS =
      new DefaultSignatureAlgorithmIdentifierFinder();
  private static final DefaultDigestAlgorithmIdentifierFinder DIGESTS =
      new DefaultDigestAlgorithmIdentifierFinder();

  private Signatures() {}

  static ContentSigner signer(AsymmetricKeyParameter privateKey) {
    try {
      return switch (privateKey) {
        case ECKeyParameters ec -> new DeterministicEcdsa().build(ec);
        case RSAKeyParameters rsa -> {
          AlgorithmIdentifier algorithm = ALGORITHMS.find("SHA256withRSA");
          yield new BcRSAContentSignerBuilder(algorithm, DIGESTS.find(algorithm)).build(rsa);
        }
        default -> throw new IllegalArgumentException("neither an EC nor an RSA key");
      };
    } catch (OperatorCreationException e) {
      throw new IllegalArgumentException("the key can't sign", e);
    }
  }

  /**
   * Whether the private key belongs to the certificate: what it signs, the certificate verifies.
   */
  static boolean belongTogether(
      X509CertificateHolder certificate, AsymmetricKeyParameter privateKey) {
    byte[] text = "nestling".getBytes(StandardCharsets.US_ASCII);
    try {
      ContentSigner signer = signer(privateKey);
      write(signer.getOutputStream(), text);
      var verifier = verifierOf(certificate).get(signer.getAlgorithmIdentifier());
      write(verifier.getOutputStream(), text);
      return verifier.verify(signer.getSignature());
    } catch (OperatorCreationException | RuntimeException e) {
      return false;
    }
  }

  static boolean signedBy(X509CertificateHolder certificate, X509CertificateHolder authority) {
    try {
      return certificate.getIssuer().equals(authority.getSubject())
          && certificate.isSignatureValid(verifierOf(authority));
    } catch (CertException | OperatorCreationException | RuntimeException e) {
      return false;
    }
  }

  private static ContentVerifierProvider verifierOf(X509CertificateHolder certificate)
      throws OperatorCreationException {
    String key = certificate.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm().getId();
    return key.startsWith("1.2.840.113549.1.1.")
        ? new BcRSAContentVerifierProviderBuilder(DIGESTS).build(certificate)
        : new BcECContentVerifierProviderBuilder(DIGESTS).build(certificate);
  }

  private static void write(OutputStream stream, byte[] text) {
    try (stream) {
      stream.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class DeterministicEcdsa extends BcECContentSignerBuilder {
    DeterministicEcdsa() {
      super(ALGORITHMS.find("SHA256withECDSA"), DIGESTS.find(ALGORITHMS.find("SHA256withECDSA")));
    }

    @Override
    protected org.bouncycastle.crypto.Signer createSigner(
        AlgorithmIdentifier signature, AlgorithmIdentifier digest) {
      return new DSADigestSigner(
          new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest())), new SHA256Digest());
    }
  }
}
