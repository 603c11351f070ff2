package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Address ranges and names inside the nested cluster, and who may reach its server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.podCIDRs) || self.podCIDRs.all(c, isCIDR(c) && cidr(c) == cidr(c).masked())",
    message =
        "network.podCIDRs must be address ranges whose address is the first of the range, such as"
            + " 10.180.0.0/16 or fd00:180::/56",
    fieldPath = ".podCIDRs")
@ValidationRule(
    value =
        "!has(self.serviceCIDRs)"
            + " || self.serviceCIDRs.all(c, isCIDR(c) && cidr(c) == cidr(c).masked())",
    message =
        "network.serviceCIDRs must be address ranges whose address is the first of the range, such"
            + " as 10.181.0.0/16 or fd00:181::/112",
    fieldPath = ".serviceCIDRs")
@ValidationRule(
    value =
        "!has(self.podCIDRs) || self.podCIDRs.size() < 2"
            + " || !self.podCIDRs.all(c, isCIDR(c))"
            + " || cidr(self.podCIDRs[0]).ip().family() != cidr(self.podCIDRs[1]).ip().family()",
    message = "network.podCIDRs may have two entries only when one is IPv4 and the other IPv6",
    fieldPath = ".podCIDRs")
@ValidationRule(
    value =
        "!has(self.serviceCIDRs) || self.serviceCIDRs.size() < 2"
            + " || !self.serviceCIDRs.all(c, isCIDR(c))"
            + " || cidr(self.serviceCIDRs[0]).ip().family()"
            + " != cidr(self.serviceCIDRs[1]).ip().family()",
    message = "network.serviceCIDRs may have two entries only when one is IPv4 and the other IPv6",
    fieldPath = ".serviceCIDRs")
@ValidationRule(
    value =
        "!has(self.podCIDRs) || !has(self.serviceCIDRs)"
            + " || !self.podCIDRs.all(c, isCIDR(c)) || !self.serviceCIDRs.all(c, isCIDR(c))"
            + " || self.podCIDRs.map(c, cidr(c).ip().family())"
            + " == self.serviceCIDRs.map(c, cidr(c).ip().family())",
    message =
        "network.serviceCIDRs must have the address families of network.podCIDRs, in the same"
            + " order",
    fieldPath = ".serviceCIDRs")
@ValidationRule(
    value =
        "!has(self.podCIDRs) || !has(self.serviceCIDRs)"
            + " || !self.podCIDRs.all(c, isCIDR(c)) || !self.serviceCIDRs.all(c, isCIDR(c))"
            + " || self.podCIDRs.all(p, self.serviceCIDRs.all(s,"
            + " !cidr(p).containsIP(cidr(s).ip()) && !cidr(s).containsIP(cidr(p).ip())))",
    message = "network.serviceCIDRs must not overlap network.podCIDRs",
    fieldPath = ".serviceCIDRs")
@ValidationRule(
    value =
        "!has(self.podCIDRs) || self.podCIDRs.all(c, !isCIDR(c) || (cidr(c).ip().family() == 4"
            + " ? cidr(c).prefixLength() >= 8 && cidr(c).prefixLength() <= 24"
            + " : cidr(c).prefixLength() >= 48 && cidr(c).prefixLength() <= 64))",
    message =
        "network.podCIDRs must be between /8 and /24 for IPv4 and between /48 and /64 for IPv6:"
            + " every node gets a /24 or a /64 of it",
    fieldPath = ".podCIDRs")
@ValidationRule(
    value =
        "!has(self.serviceCIDRs) || self.serviceCIDRs.all(c, !isCIDR(c)"
            + " || (cidr(c).ip().family() == 4"
            + " ? cidr(c).prefixLength() >= 12 && cidr(c).prefixLength() <= 28"
            + " : cidr(c).prefixLength() >= 108 && cidr(c).prefixLength() <= 124))",
    message =
        "network.serviceCIDRs must be between /12 and /28 for IPv4 and between /108 and /124 for"
            + " IPv6",
    fieldPath = ".serviceCIDRs")
@ValidationRule(
    value =
        "has(self.podCIDRs) == has(oldSelf.podCIDRs)"
            + " && (!has(self.podCIDRs) || self.podCIDRs == oldSelf.podCIDRs)",
    message =
        "network.podCIDRs can't be changed: running nodes and pods have addresses of it; create a"
            + " new cluster instead",
    reason = "FieldValueForbidden",
    fieldPath = ".podCIDRs")
@ValidationRule(
    value =
        "has(self.serviceCIDRs) == has(oldSelf.serviceCIDRs)"
            + " && (!has(self.serviceCIDRs) || self.serviceCIDRs == oldSelf.serviceCIDRs)",
    message =
        "network.serviceCIDRs can't be changed: running services have addresses of it; create a"
            + " new cluster instead",
    reason = "FieldValueForbidden",
    fieldPath = ".serviceCIDRs")
@ValidationRule(
    value = "!has(self.dnsDomain) || self.dnsDomain.matches('" + Patterns.DNS_NAME + "')",
    message =
        "network.dnsDomain must be a DNS name of lower-case letters, digits, dots and dashes, such"
            + " as cluster.local",
    fieldPath = ".dnsDomain")
@ValidationRule(
    value =
        "has(self.dnsDomain) == has(oldSelf.dnsDomain)"
            + " && (!has(self.dnsDomain) || self.dnsDomain == oldSelf.dnsDomain)",
    message =
        "network.dnsDomain can't be changed: running pods have names of it; create a new cluster"
            + " instead",
    reason = "FieldValueForbidden",
    fieldPath = ".dnsDomain")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          podCIDRs: {minItems: 1, maxItems: 2, items: {maxLength: 43}, x-kubernetes-list-type: atomic},
          serviceCIDRs: {minItems: 1, maxItems: 2, items: {maxLength: 43}, x-kubernetes-list-type: atomic}}}
        """)
public record Network(
    @JsonPropertyDescription(
            "Address ranges of the nested cluster's pods: one, or one IPv4 and one IPv6 for dual"
                + " stack. Default "
                + Defaults.POD_CIDR
                + ", away from the ranges that management clusters usually have. Can't be changed.")
        @Default(Defaults.POD_CIDRS)
        @Nullable List<String> podCIDRs,
    @JsonPropertyDescription(
            "Address ranges of the nested cluster's Services, of the same families and in the same"
                + " order as podCIDRs. Default "
                + Defaults.SERVICE_CIDR
                + ", away from the ranges that management clusters usually have. Can't be changed.")
        @Default(Defaults.SERVICE_CIDRS)
        @Nullable List<String> serviceCIDRs,
    @JsonPropertyDescription(
            "DNS domain of the nested cluster's Services and pods. Default "
                + Defaults.DNS_DOMAIN
                + ", which most charts assume. Can't be changed.")
        @Default(Defaults.DNS_DOMAIN)
        @Size(min = 1, max = 192)
        @Nullable String dnsDomain,
    @JsonPropertyDescription(
            "The NetworkPolicy around the server's pod: ApiOnly (the default) lets in connections"
                + " to the API port and nothing else; None makes no NetworkPolicy, for management"
                + " clusters whose network plug-in gets in the way.")
        @Default("ApiOnly")
        @Nullable Policy policy) {

  /** The NetworkPolicy around the server's pod. */
  public enum Policy {
    /** Ingress to the API port only. */
    ApiOnly,
    /** No NetworkPolicy. */
    None
  }
}
