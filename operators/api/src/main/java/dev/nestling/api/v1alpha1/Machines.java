package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machines that the operator makes nodes of, over SSH. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.user) || self.user.matches('^[a-z_][-a-z0-9_.]{0,31}$')",
    message = "source.machines.user must be the name of a user of Linux",
    fieldPath = ".user")
@ValidationRule(
    value =
        "!has(self.imageArchives) || (self.imageArchives.matches('^/[-A-Za-z0-9_./]+$') &&"
            + " !self.imageArchives.contains('/../') && !self.imageArchives.endsWith('/..'))",
    message = "source.machines.imageArchives must be an absolute path without ..",
    fieldPath = ".imageArchives")
@ValidationRule(
    value =
        "!has(self.imageArchives) || !(self.imageArchives + '/').matches('^/+(opt/+nestling|etc/+nestling|var/+lib/+nestling-agent)/')",
    message =
        "source.machines.imageArchives can't be below /opt/nestling, /etc/nestling or"
            + " /var/lib/nestling-agent: they are removed with the node",
    fieldPath = ".imageArchives")
@ValidationRule(
    value =
        "self.hosts.all(a, self.hosts.exists_one(b, b.address == a.address && b.port == a.port))",
    message = "source.machines.hosts has the same address and port twice: a machine is one node",
    fieldPath = ".hosts")
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {hosts: {maxItems: 100, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]}}}
        """)
public record Machines(
    @JsonPropertyDescription(
            "The machines, at most 100; each becomes a node of the cluster. One that is taken from"
                + " the list is drained, and what was installed on it is removed.")
        @Required
        List<Host> hosts,
    @JsonPropertyDescription(
            "User on the machines: root, or one that may use sudo without a password. Default"
                + " root.")
        @Size(max = 32)
        @Default("root")
        @Nullable String user,
    @JsonPropertyDescription(
            "Secret of this namespace with the private key that the user is let in with: key"
                + " ssh-privatekey, as in Secrets of type kubernetes.io/ssh-auth; without a"
                + " passphrase.")
        @Required
        PrivateKeyReference keySecretRef,
    @JsonPropertyDescription(
            "A directory on the machines with image archives (*.tar) that each imports when its"
                + " agent starts, for places without a registry.")
        @Size(min = 2, max = 256)
        @Nullable String imageArchives) {

  /** A Secret of the pool's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('" + Patterns.OBJECT_NAME + "')",
      message = "source.machines.keySecretRef.name must be the name of a Secret",
      fieldPath = ".name")
  public record PrivateKeyReference(
      @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = 253)
          String name) {}

  /** One machine. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('" + Patterns.DNS_LABEL + "')",
      message =
          "source.machines.hosts[].name must have only lower-case letters, digits and inner dashes:"
              + " the node is called so",
      fieldPath = ".name")
  @ValidationRule(
      value = "isIP(self.address) || self.address.matches('" + Patterns.DNS_NAME + "')",
      message = "source.machines.hosts[].address must be an IP address or a DNS name",
      fieldPath = ".address")
  @ValidationRule(
      value = "!has(self.nodeIP) || isIP(self.nodeIP)",
      message = "source.machines.hosts[].nodeIP must be an IP address",
      fieldPath = ".nodeIP")
  @ValidationRule(
      value = "self.hostKeys.all(k, k.matches('^[-a-z0-9@.]+ [A-Za-z0-9+/]+=*( .*)?$'))",
      message =
          "source.machines.hosts[].hostKeys must read as in /etc/ssh/ssh_host_ed25519_key.pub, such"
              + " as: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…",
      fieldPath = ".hostKeys")
  @ValidationRule(
      value = "self.hostKeys.exists(k, k in oldSelf.hostKeys)",
      message =
          "source.machines.hosts[].hostKeys can't be replaced at once: with other keys it is another"
              + " machine, so take it from the list first; a machine that gets new keys has the old"
              + " ones beside them for a while",
      fieldPath = ".hostKeys")
  @SchemaCustomizer(
      value = SchemaPatch.class,
      input =
          """
          {properties: {hostKeys: {minItems: 1, maxItems: 4, x-kubernetes-list-type: set, items: {maxLength: 2048}}}}
          """)
  public record Host(
      @JsonPropertyDescription("What the node is called.") @Required @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription("Where the machine's SSH server is: IP address or DNS name.")
          @Required
          @Size(min = 1, max = 253)
          String address,
      @JsonPropertyDescription("Port of the SSH server. Default 22.")
          @Min(1)
          @Max(65535)
          @Default("22")
          @Nullable Integer port,
      @JsonPropertyDescription(
              "The machine's public host keys, at least one, as ssh-keyscan prints them without the"
                  + " name. A machine that shows another one is not talked to.")
          @Required
          List<String> hostKeys,
      @JsonPropertyDescription(
              "Address of the machine at which the other nodes reach it. Default: the one at which"
                  + " the connection of SSH arrives on the machine.")
          @Size(max = 45)
          @Nullable String nodeIP) {}
}
