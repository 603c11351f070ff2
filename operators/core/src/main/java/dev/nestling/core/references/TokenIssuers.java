package dev.nestling.core.references;

import dev.nestling.api.v1alpha1.EffectiveSecurity.Claim;
import dev.nestling.api.v1alpha1.EffectiveSecurity.Issuer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The field {@code jwt} of the API server's AuthenticationConfiguration, as the end of such a file.
 * Whatever an issuer says, nobody becomes one of Kubernetes' own users or an administrator of the
 * published kubeconfigs by it.
 */
final class TokenIssuers {
  private static final List<Map<String, String>> NOBODY_OF_OURS =
      List.of(
          rule(
              "!user.username.startsWith('system:') && !user.username.startsWith('nestling:')"
                  + " && !user.username.startsWith('kube-apiserver-')",
              "the user's name is one of the cluster itself"),
          rule(
              "user.groups.all(group, !group.startsWith('system:')"
                  + " && !group.startsWith('nestling:'))",
              "a group of the user is one of the cluster itself"));

  /** What the API server takes: blocks of that name without headers, and nothing between them. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "\\G\\s*+-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]++-----END CERTIFICATE-----\\s*+");

  private TokenIssuers() {}

  /**
   * @param authorities in PEM by the URL of the issuer that is verified with them
   */
  static String yaml(List<Issuer> issuers, Map<String, String> authorities) {
    List<Object> jwt = new ArrayList<>();
    for (Issuer issuer : issuers) {
      jwt.add(authenticator(issuer, Optional.ofNullable(authorities.get(issuer.url()))));
    }
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setSplitLines(false).build();
    return new Dump(settings).dumpToString(Map.of("jwt", jwt));
  }

  /** Whether there is nothing but certificates in it, at least one. */
  static boolean areCertificates(String pem) {
    try {
      byte[] text = pem.getBytes(StandardCharsets.UTF_8);
      return areBlocks(pem)
          && !CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }

  /** One after the other: a pattern that repeats blocks takes the stack for many of them. */
  private static boolean areBlocks(String pem) {
    Matcher blocks = BLOCK.matcher(pem);
    int end = 0;
    while (blocks.find()) {
      end = blocks.end();
    }
    return end == pem.length();
  }

  private static Map<String, Object> authenticator(Issuer issuer, Optional<String> authorities) {
    Map<String, Object> from = new LinkedHashMap<>();
    from.put("url", issuer.url());
    from.put("audiences", issuer.audiences());
    if (issuer.audiences().size() > 1) {
      from.put("audienceMatchPolicy", "MatchAny");
    }
    authorities.ifPresent(pem -> from.put("certificateAuthority", pem));
    Map<String, Object> mappings = new LinkedHashMap<>();
    mappings.put("username", claim(issuer.mappings().username()));
    issuer.mappings().groups().ifPresent(groups -> mappings.put("groups", claim(groups)));
    Map<String, Object> authenticator = new LinkedHashMap<>();
    authenticator.put("issuer", from);
    if (!issuer.required().isEmpty()) {
      authenticator.put("claimValidationRules", required(issuer));
    }
    authenticator.put("claimMappings", mappings);
    authenticator.put(
        "userValidationRules", NOBODY_OF_OURS.stream().map(LinkedHashMap::new).toList());
    return authenticator;
  }

  private static List<Map<String, String>> required(Issuer issuer) {
    List<Map<String, String>> rules = new ArrayList<>();
    issuer
        .required()
        .forEach(
            (claim, value) -> {
              Map<String, String> rule = new LinkedHashMap<>();
              rule.put("claim", claim);
              rule.put("requiredValue", value);
              rules.add(rule);
            });
    return rules;
  }

  private static Map<String, String> claim(Claim claim) {
    Map<String, String> mapping = new LinkedHashMap<>();
    mapping.put("claim", claim.name());
    mapping.put("prefix", claim.prefix());
    return mapping;
  }

  private static Map<String, String> rule(String expression, String message) {
    Map<String, String> rule = new LinkedHashMap<>();
    rule.put("expression", expression);
    rule.put("message", message);
    return rule;
  }
}
