package dev.nestling.fullcluster;

import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.objects.Role;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.PodRequests;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a FullCluster's control plane is made of by now.
 *
 * @param members the StatefulSets of etcd's members
 * @param deployments by component
 */
record Existing(List<StatefulSet> members, Map<String, Deployment> deployments) {

  static Existing of(ObjectSet own, FullClusterScope scope) {
    Map<String, Deployment> deployments = new HashMap<>();
    var names = scope.names();
    Map.of(
            Role.API_SERVER, names.apiServer(),
            Role.CONTROLLER_MANAGER, names.controllerManager(),
            Role.SCHEDULER, names.scheduler())
        .forEach(
            (role, name) ->
                own.find(Deployment.class, name)
                    .ifPresent(found -> deployments.put(role.component(), found)));
    return new Existing(own.all(StatefulSet.class), deployments);
  }

  /** Whether any pod is wanted by now. */
  boolean runs() {
    return Stream.concat(
            members.stream().map(set -> set.getSpec().getReplicas()),
            deployments.values().stream().map(found -> found.getSpec().getReplicas()))
        .anyMatch(replicas -> FullClusterConditions.number(replicas) > 0);
  }

  /** How a pod is made, if there is any. */
  Optional<PodSpec> anyPod() {
    return Stream.concat(
            deployments.values().stream().map(found -> found.getSpec().getTemplate().getSpec()),
            members.stream().map(set -> set.getSpec().getTemplate().getSpec()))
        .findFirst();
  }

  /** How many pods of a component there are to be by now. */
  int replicas(Role role) {
    return role == Role.ETCD
        ? members.size()
        : Optional.ofNullable(deployments.get(role.component()))
            .map(deployment -> FullClusterConditions.number(deployment.getSpec().getReplicas()))
            .orElse(0);
  }

  /** What all of that requests; empty while there is nothing. */
  Optional<Demand> demand() {
    Map<String, Demand.Component> components = new HashMap<>();
    members.stream()
        .findFirst()
        .ifPresent(
            member ->
                components.put(
                    Role.ETCD.component(),
                    new Demand.Component(
                        members.size(),
                        0,
                        true,
                        PodRequests.of(member.getSpec().getTemplate().getSpec()))));
    deployments.forEach(
        (component, deployment) ->
            components.put(
                component,
                new Demand.Component(
                    FullClusterConditions.number(deployment.getSpec().getReplicas()),
                    1,
                    false,
                    PodRequests.of(deployment.getSpec().getTemplate().getSpec()))));
    return components.isEmpty() ? Optional.empty() : Optional.of(Demand.of(components));
  }
}
