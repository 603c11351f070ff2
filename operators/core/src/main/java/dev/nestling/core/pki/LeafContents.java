package dev.nestling.core.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * What a leaf says, in a form in which a request and a certificate compare: sorted, addresses
 * spelled in one way.
 *
 * @param subject such as {@code CN=admin}, {@code O=admins}
 * @param usages what it may be used for
 * @param names DNS names in lower case, and addresses
 */
record LeafContents(SortedSet<String> subject, Set<Usage> usages, SortedSet<String> names) {

  static LeafContents of(CertificateRequest request) {
    var subject = new TreeSet<String>();
    subject.add("CN=" + request.commonName());
    request.organizations().forEach(organization -> subject.add("O=" + organization));
    var names = new TreeSet<String>();
    request.dnsNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    request
        .ipAddresses()
        .forEach(address -> names.add(InetAddress.ofLiteral(address).getHostAddress()));
    return new LeafContents(subject, EnumSet.copyOf(request.usages()), names);
  }

  static LeafContents of(X509CertificateHolder certificate) {
    Extensions extensions = certificate.getExtensions();
    return new LeafContents(subject(certificate), usages(extensions), names(extensions));
  }

  private static SortedSet<String> subject(X509CertificateHolder certificate) {
    var parts = new TreeSet<String>();
    for (RDN rdn : certificate.getSubject().getRDNs()) {
      for (var part : rdn.getTypesAndValues()) {
        String type = BCStyle.INSTANCE.oidToDisplayName(part.getType());
        parts.add(type + "=" + value(part.getValue()));
      }
    }
    return parts;
  }

  private static String value(ASN1Encodable value) {
    return value instanceof ASN1String text ? text.getString() : value.toString();
  }

  private static Set<Usage> usages(Extensions extensions) {
    var usages = EnumSet.noneOf(Usage.class);
    ExtendedKeyUsage purposes =
        extensions == null ? null : ExtendedKeyUsage.fromExtensions(extensions);
    if (purposes == null) {
      return usages;
    }
    if (purposes.hasKeyPurposeId(KeyPurposeId.id_kp_serverAuth)) {
      usages.add(Usage.SERVER);
    }
    if (purposes.hasKeyPurposeId(KeyPurposeId.id_kp_clientAuth)) {
      usages.add(Usage.CLIENT);
    }
    return usages;
  }

  private static SortedSet<String> names(Extensions extensions) {
    var names = new TreeSet<String>();
    GeneralNames found =
        extensions == null
            ? null
            : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    if (found != null) {
      Arrays.stream(found.getNames()).map(LeafContents::text).forEach(names::add);
    }
    return names;
  }

  private static String text(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> name.getName().toString().toLowerCase(Locale.ROOT);
      case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(name.getName()));
      default -> name.toString();
    };
  }

  private static String address(ASN1OctetString octets) {
    try {
      return InetAddress.getByAddress(octets.getOctets()).getHostAddress();
    } catch (UnknownHostException e) {
      return octets.toString();
    }
  }
}
