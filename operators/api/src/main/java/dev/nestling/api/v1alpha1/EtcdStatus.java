package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What etcd says of itself through its own API. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {properties: {
          members: {x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]},
          alarms: {x-kubernetes-list-type: atomic}}}
        """)
public record EtcdStatus(
    @JsonPropertyDescription("Healthy members that vote, of those that are asked for, such as 3/3.")
        @Nullable String ready,
    @JsonPropertyDescription("The members that etcd knows, sorted by name.")
        @Nullable List<Member> members,
    @JsonPropertyDescription("The alarms that etcd raises; most writes fail until they are over.")
        @Nullable List<Alarm> alarms) {

  /** A member, as etcd knows it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Member(
      @JsonPropertyDescription("Name of the member, which is that of its StatefulSet.") @Required
          String name,
      @JsonPropertyDescription(
              "Voter, or Learner while it catches up: learners do not count for the quorum.")
          @Required
          Role role,
      @JsonPropertyDescription("True for the one member that orders the writes.") boolean leader,
      @JsonPropertyDescription("True when the member answers and knows a leader.") boolean healthy,
      @JsonPropertyDescription(
              "Size of the member's database file in bytes, rounded so that it seldom changes.")
          @Nullable Quantity dbSize,
      @JsonPropertyDescription(
              "What of the file is in use, rounded likewise; defragmentation frees the rest.")
          @Nullable Quantity dbSizeInUse) {}

  /** Whether a member counts for the quorum. */
  public enum Role {
    Voter,
    Learner
  }

  /** Something that etcd stops writing for. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Alarm(
      @JsonPropertyDescription("Name of the member that raises it.") @Required String member,
      @JsonPropertyDescription(
              "NOSPACE: the database is as large as it may be; CORRUPT: the member's data differs"
                  + " from the others'.")
          @Required
          String type) {}
}
