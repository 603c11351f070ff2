package dev.nestling.core.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Writes certificates as RFC 5280 wants them. */
final class CertificateWriter {

  /** Clocks of nodes and users may be behind ours. */
  static final Duration BACKDATING = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private final SecureRandom random;
  private final Instant now;

  CertificateWriter(SecureRandom random, Instant now) {
    this.random = random;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  X509CertificateHolder authority(
      String commonName, Duration validity, AsymmetricCipherKeyPair keys) {
    X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    SubjectPublicKeyInfo key = publicKey(keys.getPublic());
    var builder = builder(name, now.plus(validity), new Subject(name, key));
    var extensions = new BcX509ExtensionUtils();
    add(builder, Extension.basicConstraints, true, new BasicConstraints(true));
    add(
        builder,
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
    add(builder, Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
    return builder.build(Signatures.signer(keys.getPrivate()));
  }

  X509CertificateHolder leaf(
      ParsedPair ca, CertificateRequest request, AsymmetricKeyParameter publicKey) {
    Instant wantedEnd = now.plus(request.validity());
    Instant end = wantedEnd.isAfter(ca.notAfter()) ? ca.notAfter() : wantedEnd;
    var subject = new Subject(subjectName(request), publicKey(publicKey));
    var builder = builder(ca.certificate().getSubject(), end, subject);
    var extensions = new BcX509ExtensionUtils();
    add(builder, Extension.basicConstraints, true, new BasicConstraints(false));
    add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(builder, Extension.extendedKeyUsage, false, purposes(request));
    add(
        builder,
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(ca.certificate()));
    GeneralName[] names = alternativeNames(request);
    if (names.length > 0) {
      add(builder, Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return builder.build(Signatures.signer(ca.privateKey()));
  }

  private record Subject(X500Name name, SubjectPublicKeyInfo key) {}

  private X509v3CertificateBuilder builder(X500Name issuer, Instant end, Subject subject) {
    BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    return new X509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(now.minus(BACKDATING)),
        Date.from(end),
        subject.name(),
        subject.key());
  }

  private static X500Name subjectName(CertificateRequest request) {
    var name = new X500NameBuilder();
    request.organizations().forEach(organization -> name.addRDN(BCStyle.O, organization));
    return name.addRDN(BCStyle.CN, request.commonName()).build();
  }

  private static ExtendedKeyUsage purposes(CertificateRequest request) {
    return new ExtendedKeyUsage(
        request.usages().stream()
            .sorted()
            .map(
                usage ->
                    switch (usage) {
                      case SERVER -> KeyPurposeId.id_kp_serverAuth;
                      case CLIENT -> KeyPurposeId.id_kp_clientAuth;
                    })
            .toArray(KeyPurposeId[]::new));
  }

  private static GeneralName[] alternativeNames(CertificateRequest request) {
    List<GeneralName> names = new ArrayList<>();
    request.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    request
        .ipAddresses()
        .forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    return names.toArray(GeneralName[]::new);
  }

  private static SubjectPublicKeyInfo publicKey(AsymmetricKeyParameter key) {
    try {
      return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier extension,
      boolean critical,
      ASN1Encodable value) {
    try {
      builder.addExtension(extension, critical, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
