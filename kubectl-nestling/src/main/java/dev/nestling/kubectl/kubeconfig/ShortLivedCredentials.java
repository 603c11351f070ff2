package dev.nestling.kubectl.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.https.HttpsTarget;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.PrivateKeyText;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.pki.SigningKey;
import dev.nestling.kubectl.management.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Has a nested cluster sign a client certificate. The key is made here and stays here; the cluster
 * gets a CertificateSigningRequest, which its administrator, whose kubeconfig this is, approves.
 * Nobody can take such a certificate back, so it should not live long.
 *
 * @param admin the published kubeconfig
 * @param https asks the cluster
 */
public record ShortLivedCredentials(Kubeconfig admin, HttpsClient https) {
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SIGNING = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 250;
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String APPROVAL =
      """
      {"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "KubectlNestling",
       "message": "asked for and approved with the published kubeconfig"}]}}
      """;

  /** The same kubeconfig with a certificate as wished in place of the administrator's. */
  public Kubeconfig issue(CertificateWish wish) {
    SigningKey key = new SecureMinter().signingKey();
    String path = REQUESTS + "/" + request(wish, key);
    ask(HttpQuestion.patch(path + "/approval", "application/merge-patch+json", APPROVAL));
    String certificate = awaitCertificate(path);
    return new Kubeconfig(
        admin.clusterName(),
        admin.server(),
        new Kubeconfig.User(
            admin.clusterName() + "-" + wish.user().replaceAll("[^A-Za-z0-9._@-]", "-"),
            new KeyPair(certificate, PrivateKeyText.sec1(key.privateKeyPem()))));
  }

  /** Asks for a certificate and returns the request's name. */
  private String request(CertificateWish wish, SigningKey key) {
    ObjectNode request = JSON.createObjectNode();
    request.put("apiVersion", "certificates.k8s.io/v1");
    request.put("kind", "CertificateSigningRequest");
    request.putObject("metadata").put("generateName", "kubectl-nestling-");
    ObjectNode spec = request.putObject("spec");
    spec.put("signerName", "kubernetes.io/kube-apiserver-client");
    spec.put("expirationSeconds", wish.life().toSeconds());
    spec.putArray("usages").add("client auth").add("digital signature");
    spec.put("request", base64(signingRequest(wish, key)));
    return ask(HttpQuestion.post(REQUESTS, request.toString()))
        .path("metadata")
        .path("name")
        .asText();
  }

  private String awaitCertificate(String path) {
    Instant deadline = Instant.now().plus(SIGNING);
    while (true) {
      JsonNode status = ask(HttpQuestion.get(path)).path("status");
      String certificate = status.path("certificate").asText("");
      if (!certificate.isEmpty()) {
        return new String(Base64.getDecoder().decode(certificate), StandardCharsets.UTF_8);
      }
      for (JsonNode condition : status.path("conditions")) {
        if (!condition.path("type").asText().equals("Approved")) {
          throw new Failure(
              "the cluster signs no such certificate (%s): %s"
                  .formatted(condition.path("type").asText(), condition.path("message").asText()));
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw new Failure(
            "the cluster has not signed the certificate within %d s; does its controller manager run? (kubectl nestling status)"
                .formatted(SIGNING.toSeconds()));
      }
      pause();
    }
  }

  private JsonNode ask(HttpQuestion question) {
    Kubeconfig.Server server = admin.server();
    HttpsTarget target =
        new HttpsTarget(
            URI.create(server.url()),
            server.caPem(),
            admin.user().credentials(),
            server.tlsServerName());
    try {
      HttpAnswer answer = https.ask(target, question, PATIENCE);
      JsonNode body = JSON.readTree(answer.body());
      if (answer.status() != OK && answer.status() != CREATED) {
        throw refusal(answer.status(), body);
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new Failure("who answers at %s is no Kubernetes API".formatted(server.url()), e);
    } catch (IOException e) {
      throw new Failure(
          HttpsClient.distrust(e)
              .map(why -> "who answers at %s is not this cluster: %s".formatted(server.url(), why))
              .orElseGet(
                  () ->
                      "the cluster does not answer at %s (%s); run this where that address is reached, or publish another one with spec.endpoint"
                          .formatted(server.url(), e)),
          e);
    } catch (GeneralSecurityException e) {
      throw new Failure("the published credentials can't be used: " + e, e);
    }
  }

  private static Failure refusal(int status, JsonNode body) {
    String message = body.path("message").asText("HTTP " + status);
    return new Failure(
        status == FORBIDDEN
            ? "the cluster refuses the certificate: " + message
            : "the cluster did not do what was asked: " + message);
  }

  private static byte[] signingRequest(CertificateWish wish, SigningKey key) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    wish.groups().forEach(group -> subject.addRDN(BCStyle.O, group));
    subject.addRDN(BCStyle.CN, wish.user());
    try {
      KeyFactory keys = KeyFactory.getInstance("EC");
      PrivateKey privateKey =
          keys.generatePrivate(new PKCS8EncodedKeySpec(PrivateKeyText.pkcs8(key.privateKeyPem())));
      PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(der(key.publicKeyPem())));
      byte[] request =
          new JcaPKCS10CertificationRequestBuilder(subject.build(), publicKey)
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(privateKey))
              .getEncoded();
      return ("-----BEGIN CERTIFICATE REQUEST-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(request)
              + "\n-----END CERTIFICATE REQUEST-----\n")
          .getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("every JDK signs with keys of P-256", e);
    }
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted", e);
    }
  }
}
