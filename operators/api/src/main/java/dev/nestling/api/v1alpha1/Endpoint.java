package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the API is reached. A union: {@code type} says which one member counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.nodePort) || (has(self.type) && self.type == 'NodePort')",
    message = "endpoint.nodePort is only allowed when endpoint.type is NodePort",
    reason = "FieldValueForbidden",
    fieldPath = ".nodePort")
@ValidationRule(
    value = "!has(self.loadBalancer) || (has(self.type) && self.type == 'LoadBalancer')",
    message = "endpoint.loadBalancer is only allowed when endpoint.type is LoadBalancer",
    reason = "FieldValueForbidden",
    fieldPath = ".loadBalancer")
@ValidationRule(
    value = "!has(self.host) || isIP(self.host) || self.host.matches('" + Patterns.DNS_NAME + "')",
    message =
        "endpoint.host must be an IP address or a DNS name of lower-case letters, digits, dots and"
            + " dashes, without scheme and port",
    fieldPath = ".host")
@ValidationRule(
    value =
        "!has(self.extraSANs) || self.extraSANs.all(s, isIP(s) || s.matches('"
            + Patterns.DNS_NAME_OR_WILDCARD
            + "'))",
    message =
        "endpoint.extraSANs must be IP addresses or lower-case DNS names, which may start with *.,"
            + " without scheme and port",
    fieldPath = ".extraSANs")
@ValidationRule(
    value =
        "!has(self.annotations) || self.annotations.all(k, k.size() <= 317"
            + " && k.matches('^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))",
    message =
        "endpoint.annotations must have keys such as example.com/name: an optional DNS name and a"
            + " slash, then up to 63 letters, digits, dashes, underscores and dots",
    fieldPath = ".annotations")
@ValidationRule(
    value = "!has(self.annotations) || self.annotations.all(k, !k.startsWith('nestling.dev/'))",
    message = "endpoint.annotations must not have keys of nestling.dev: those are the operator's",
    reason = "FieldValueForbidden",
    fieldPath = ".annotations")
@ValidationRule(
    value =
        "!has(self.type) || !has(oldSelf.type)"
            + " || self.type != 'LoadBalancer' || oldSelf.type != 'LoadBalancer'"
            + " || (has(self.loadBalancer) && has(self.loadBalancer.className)"
            + " ? self.loadBalancer.className : '')"
            + " == (has(oldSelf.loadBalancer) && has(oldSelf.loadBalancer.className)"
            + " ? oldSelf.loadBalancer.className : '')",
    message =
        "endpoint.loadBalancer.className can't be changed while endpoint.type is LoadBalancer: a"
            + " Service keeps its class; set endpoint.type to ClusterIP first and back afterwards",
    reason = "FieldValueForbidden")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          extraSANs: {maxItems: 32, items: {minLength: 1, maxLength: 253}, x-kubernetes-list-type: set},
          annotations: {maxProperties: 32, additionalProperties: {maxLength: 4096}}}}
        """)
public record Endpoint(
    @JsonPropertyDescription(
            "How the API is published: ClusterIP (the default: inside the management cluster only),"
                + " NodePort (a port of every node of the management cluster) or LoadBalancer. May"
                + " be changed; the published kubeconfig follows.")
        @Default("ClusterIP")
        @Nullable Type type,
    @JsonPropertyDescription(
            "Address that the published kubeconfig names: an IP address or a DNS name that you"
                + " point at the API. It becomes part of the server's certificate. Left out, the"
                + " operator publishes what it finds: the Service's address, a node's address or"
                + " the load balancer's.")
        @Size(min = 1, max = 253)
        @Nullable String host,
    @JsonPropertyDescription(
            "More names and addresses for the server's certificate: IP addresses and DNS names,"
                + " wildcards included. At most 32.")
        @Nullable List<String> extraSANs,
    @JsonPropertyDescription(
            "Annotations for the cluster's Service, such as load balancers want them. At most 32,"
                + " with values of up to 4096 characters.")
        @Nullable Map<String, String> annotations,
    @JsonPropertyDescription("Only with type NodePort.") @Nullable NodePort nodePort,
    @JsonPropertyDescription("Only with type LoadBalancer.") @Nullable LoadBalancer loadBalancer) {

  /** How the API is published. */
  public enum Type {
    ClusterIP,
    NodePort,
    LoadBalancer
  }

  /** Settings of the node port. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NodePort(
      @JsonPropertyDescription(
              "Port on the management cluster's nodes, within that cluster's node port range"
                  + " (30000 to 32767 unless its administrator chose another). Left out, the"
                  + " management cluster picks a free one, and the cluster keeps it.")
          @Min(1)
          @Max(65535)
          @Nullable Integer port) {}

  /** {@code loadBalancerClass} in Service terms is {@code className} here. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.sourceRanges) || self.sourceRanges.all(c, isCIDR(c))",
      message =
          "endpoint.loadBalancer.sourceRanges must be address ranges such as 192.0.2.0/24 or"
              + " 2001:db8::/32",
      fieldPath = ".sourceRanges")
  @ValidationRule(
      value =
          "!has(self.className) || self.className.matches("
              + "'^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$')",
      message =
          "endpoint.loadBalancer.className must be a name such as internal-vip or"
              + " example.com/internal-vip",
      fieldPath = ".className")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input =
          """
          {properties: {
            sourceRanges: {maxItems: 64, items: {minLength: 1, maxLength: 43}, x-kubernetes-list-type: set}}}
          """)
  public record LoadBalancer(
      @JsonPropertyDescription(
              "Class of the load balancer (loadBalancerClass of the Service); left out, the"
                  + " management cluster's default. Can't be changed while the type is"
                  + " LoadBalancer.")
          @Size(min = 1, max = 317)
          @Nullable String className,
      @JsonPropertyDescription(
              "Client address ranges that the load balancer lets in; left out, everyone. At most"
                  + " 64.")
          @Nullable List<String> sourceRanges) {}
}
