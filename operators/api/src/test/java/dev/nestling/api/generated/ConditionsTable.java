package dev.nestling.api.generated;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import java.util.List;

/** The conditions of a kind for its reference page: which status means what. */
final class ConditionsTable {
  /** One condition; a status that it never has is a dash. */
  private record Row(String type, String isTrue, String isFalse, String unknown) {}

  private static final List<Row> OF_LIGHT_CLUSTER =
      List.of(
          new Row(
              ConditionTypes.READY,
              "`Answered`: an authenticated request with the published credentials was answered at"
                  + " the Service",
              "`Stopped`, `Starting`, `NotReady`, `DatastoreUnreachable`, `CredentialsRefused`,"
                  + " `Untrusted`, or the reason of what stands in the way: an object that was"
                  + " refused or is somebody else's, a namespace that is not open"
                  + " (`NamespaceClosed`) or goes (`NamespaceEnding`), the keys, the server's own last words, its"
                  + " volume or its node, a finding of `Valid`, or what `Progressing` waits for",
              "`Unreachable`: nobody answers though the pod is ready; `NeverAsked`;"
                  + " `NamespaceClosed`: it was ready, and nobody looks after it any more"),
          new Row(
              ConditionTypes.AVAILABLE,
              "`Answering`: the API server answers, whatever it says",
              "`Stopped`, `NotAnswering`, `NotReady`, `Untrusted`",
              "`NeverAsked`: there is nobody to ask, or the operator was just started"),
          new Row(
              ConditionTypes.PROGRESSING,
              "`RollingOut`, `WaitingForAnswer`, or what is waited for: `ServiceAddressPending`,"
                  + " `NodePortPending`, `NodeAddressPending`, `LoadBalancerPending`,"
                  + " `WaitingForDeletion`",
              "`Settled`: nothing is left to do; `Paused`; `AttemptsFail`; or the reason why the"
                  + " spec is not followed further",
              "-"),
          new Row(
              ConditionTypes.VALID,
              "`Accepted`: the spec can be followed in this management cluster",
              "the reason of the first finding; the message has all of them",
              "-"),
          new Row(
              ConditionTypes.KEYS_VALID,
              "`Valid`: all keys and certificates are there; the message says when the next one is"
                  + " renewed",
              "`KeyMaterialLost`, `KeyMaterialDamaged`, `RetainedDataLeftOut`, `NameConflict`,"
                  + " `RenewalOverdue`",
              "`Pending`: not all are made yet; `WaitingForDeletion`"),
          new Row(
              ConditionTypes.ENDPOINT_REACHABLE,
              "`Reached`: the published outside address answers the operator",
              "`Unreachable`, `Untrusted`",
              "`Stopped`, `NeverAsked`"),
          new Row(
              ConditionTypes.UP_TO_DATE,
              "`Current`: the server runs what this operator would make",
              "`NewerTemplate`: it runs what an older operator made, until its owner accepts the"
                  + " newer template",
              "`NotCreated`: there is no server yet"),
          new Row(
              ConditionTypes.ADDONS_READY,
              "`Applied`: everything is there that should be inside the nested cluster",
              "`Refused`: the nested cluster refuses something; the message says what;"
                  + " `ManifestMissing`, `ManifestMalformed`, `ManifestsTooLarge`, `AddressPending`:"
                  + " not all of it is known",
              "`NotApplied`, `NotAnswering`, `Stopped`"),
          new Row(
              ConditionTypes.PLACED,
              "`Granted`: the node pool of `spec.placement` has room for the control plane; the"
                  + " condition exists only with it",
              "`NoRoom`, `NoHosting`: what the pool says; `NodePoolSilent`: it"
                  + " does not answer this namespace; `GrantTooSmall`: the cluster runs with less than the spec"
                  + " asks for by now",
              "-"),
          new Row(
              ConditionTypes.ISSUERS_READY,
              "`Reached`: the API server has the keys of every issuer of `spec.security.oidc`; the"
                  + " condition exists only with issuers",
              "`IssuerUnreachable`, `IssuersNotLoaded`: tokens of the issuers that the message names"
                  + " are refused",
              "`NotAsked`, `Stopped`"));

  private static final List<Row> OF_FULL_CLUSTER =
      List.of(
          new Row(
              ConditionTypes.READY,
              "`Answered`: an authenticated request with the published credentials was answered at"
                  + " the Service",
              "`Stopped`, `Starting`, `NotReady`, `ApiServerFails`, `CredentialsRefused`,"
                  + " `Untrusted`, or the reason of what stands in the way: an object that was"
                  + " refused or is somebody else's, a namespace that is not open"
                  + " (`NamespaceClosed`) or goes (`NamespaceEnding`), the keys, a finding of `Valid`, the first"
                  + " problem of etcd, or what `Progressing` waits for",
              "`Unreachable`: nobody answers though pods are ready; `NeverAsked`;"
                  + " `NamespaceClosed`: it was ready, and nobody looks after it any more"),
          new Row(
              ConditionTypes.AVAILABLE,
              "`Answering`: an API server answers, whatever it says",
              "`Stopped`, `NotAnswering`, `NotReady`, `Untrusted`",
              "`NeverAsked`: there is nobody to ask, or the operator was just started"),
          new Row(
              ConditionTypes.PROGRESSING,
              "`RollingOut`, `WaitingForAnswer`, or what is waited for: `ServiceAddressPending`,"
                  + " `NodePortPending`, `NodeAddressPending`, `LoadBalancerPending`,"
                  + " `WaitingForEtcd`, `WaitingForApi`, `WaitingForDeletion`, `EncryptionKeyRotating`, `EtcdFounding`, `EtcdBeingAsked`,"
                  + " `EtcdChanging` and the other steps of etcd",
              "`Settled`: nothing is left to do; `Paused`; `AttemptsFail`; or the reason why the"
                  + " spec is not followed further",
              "-"),
          new Row(
              ConditionTypes.VALID,
              "`Accepted`: the spec can be followed in this management cluster",
              "the reason of the first finding; the message has all of them",
              "-"),
          new Row(
              ConditionTypes.KEYS_VALID,
              "`Valid`: all keys and certificates are there; the message says when the next one is"
                  + " renewed",
              "`KeyMaterialLost`, `KeyMaterialDamaged`, `NameConflict`, `RenewalOverdue`",
              "`Pending`: not all are made yet; `WaitingForDeletion`"),
          new Row(
              ConditionTypes.ENDPOINT_REACHABLE,
              "`Reached`: the published outside address answers the operator",
              "`Unreachable`, `Untrusted`",
              "`Stopped`, `NeverAsked`"),
          new Row(
              ConditionTypes.ETCD_HEALTHY,
              "`Healthy`: all members that are asked for vote and are healthy",
              "the first problem: `EtcdQuorumLost`, `EtcdQuorumAtRisk`, `EtcdDataLost`,"
                  + " `EtcdMemberUnhealthy`, `EtcdNoSpace`, `EtcdCorrupt`, `EtcdForeignMember`,"
                  + " `EtcdForeignCluster`; else the step that is waited for, or `Changing`",
              "`Stopped`, `NotAsked`, `Starting`, `EtcdBeingAsked`"),
          new Row(
              ConditionTypes.ADDONS_READY,
              "`Applied`: everything is there that should be inside the nested cluster",
              "`Refused`: the nested cluster refuses something; the message says what",
              "`Stopped`, `NotApplied`, `NotAnswering`"),
          new Row(
              ConditionTypes.PLACED,
              "`Granted`: the node pool of `spec.placement` has room for the control plane; the"
                  + " condition exists only with it",
              "`NoRoom`, `NoHosting`: what the pool says; `NodePoolSilent`: it"
                  + " does not answer this namespace; `GrantTooSmall`: the cluster runs with less than the spec"
                  + " asks for by now",
              "-"),
          new Row(
              ConditionTypes.ISSUERS_READY,
              "`Reached`: the API server has the keys of every issuer of `spec.security.oidc`; the"
                  + " condition exists only with issuers",
              "`IssuerUnreachable`, `IssuersNotLoaded`: tokens of the issuers that the message names"
                  + " are refused",
              "`NotAsked`, `Stopped`"),
          new Row(
              ConditionTypes.UP_TO_DATE,
              "`Current`: the control plane runs what this operator would make",
              "`NewerTemplate`: it runs what an older operator made, until its owner accepts the"
                  + " newer template",
              "`NotCreated`: there is no API server yet"));

  private static final List<Row> OF_NODE_POOL =
      List.of(
          new Row(
              NodePoolConditionTypes.READY,
              "`NodesReady`: the pool has nodes that are ready and accept pods; `Joinable`: machines"
                  + " can join the cluster, or all nodes of type FromPool or Machines are there and ready;"
                  + " `MachinesOffered`: machines that are shared can be asked for",
              "`NoNodes`, `NodesNotReady`, `NodesOutOfReach`; `InUse`: it is to be deleted, and clusters or pools use it;"
                  + " `ClusterNotFound`, `ClusterStopped`, `AddressPending`, `NotAnswering`,"
                  + " `Refused`, `OperatorFailed`: why machines can't join; `TakingTokensBack`: it is to be deleted;"
                  + " `NodesPending`, `NodesLeaving`, `DrainBlocked`, `RepairHeld`, `NodeTaken`, `PodFailing`,"
                  + " `PodSecurity`, `VersionSkew` or what `Placed` says: of nodes that are pods;"
                  + " what `MachinesInstalled` says: of machines over SSH;"
                  + " `Draining`, `EndingPods`, `RemovingNodes`, `MachinesStranded`: their way out;"
                  + " `NameConflict`; `AttemptsFail`; `NamespaceClosed`, `NamespaceEnding`",
              "`NeverAsked`: the cluster was not asked yet; `NamespaceClosed`: nobody looks after it"),
          new Row(
              NodePoolConditionTypes.PLACED,
              "`Granted`: the hardware has room, or machines, for all nodes; the condition exists only"
                  + " with type FromPool",
              "`NoRoom`, `NoSharing`: what the other pool says; `NodePoolSilent`: it does not answer"
                  + " this namespace; `GrantTooSmall`: there are fewer or smaller nodes than are asked"
                  + " for; `MachinesAreWhole`: the hardware is machines, and the spec asks for a size, storage or repair",
              "-"),
          new Row(
              NodePoolConditionTypes.MACHINES_INSTALLED,
              "`Installed`: all machines have what a node needs, and run it; the condition exists only"
                  + " with type Machines, and FromPool of such a pool",
              "`MachinesBusy`: something is being done; `ClusterPending`: nobody can join yet;"
                  + " `MachineUnreachable`, `HostKeyMismatch`, `LoginRefused`, `SudoRefused`,"
                  + " `MachineIncompatible`, `ConnectionLost`, `MachineTimedOut`, `MachineUnsuitable`,"
                  + " `MachineTaken`, `MachineMoved`, `MarkMissing`, `NodeTaken`, `KeyMissing`,"
                  + " `KeyUnusable`, `HostKeyUnusable`, `FilesPending`, `FilesMissing`,"
                  + " `InstallFailed`, `AgentFailing`, `CleaningMachines`, `CleaningFailed`,"
                  + " `EnrolmentDamaged`: the message has the first machine's name;"
                  + " `NameConflict`: see `Ready`",
              "-"),
          new Row(
              NodePoolConditionTypes.NODES_READY,
              "`NodesReady`: all nodes that joined are ready; the condition exists only with"
                  + " `spec.workers`",
              "`NodesNotReady`: the message names those that are not",
              "`NeverAsked`"),
          new Row(
              NodePoolConditionTypes.NODES_CLAIMED,
              "`Claimed`: all nodes that the selector meets belong to this pool",
              "`NodesTaken`: some belong to another one; `NodesRefused`: some could not be written; the message names them",
              "-"),
          new Row(
              NodePoolConditionTypes.SUFFICIENT,
              "`Sufficient`: everything that was promised has room on the nodes",
              "`NodesMissing`: more is promised than nodes that are ready offer; nobody is put out",
              "`NameConflict`: see `Ready`"));

  private ConditionsTable() {}

  static List<String> types(KindUnderTest kind) {
    return rows(kind).stream().map(Row::type).toList();
  }

  private static List<Row> rows(KindUnderTest kind) {
    if (kind.equals(KindUnderTest.NODE_POOL)) {
      return OF_NODE_POOL;
    }
    return kind.equals(KindUnderTest.LIGHT_CLUSTER) ? OF_LIGHT_CLUSTER : OF_FULL_CLUSTER;
  }

  /** A chapter in Markdown. */
  static String text(KindUnderTest kind) {
    var text =
        new StringBuilder(
            """

            ## Conditions

            `observedGeneration` of a condition says which spec it is about. What to do about each reason: [troubleshooting](../guides/troubleshooting.md).

            | type | True | False | Unknown |
            |---|---|---|---|
            """);
    rows(kind)
        .forEach(
            row ->
                text.append(
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(row.type(), row.isTrue(), row.isFalse(), row.unknown())));
    return text.toString();
  }
}
