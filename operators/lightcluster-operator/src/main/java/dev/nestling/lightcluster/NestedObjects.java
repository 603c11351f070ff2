package dev.nestling.lightcluster;

import dev.nestling.core.addons.AddonImages;
import dev.nestling.core.addons.Addons;
import dev.nestling.core.addons.KonnectivityAgent;
import dev.nestling.core.cluster.JoiningFacts;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.kubeadm.KubeadmObjects;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.references.Manifests;
import dev.nestling.lightcluster.objects.LightClusterScope;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;

/**
 * What should be inside the nested cluster: what joining needs, add-ons, people's manifests. Where
 * the Service default/kubernetes leads, the server itself keeps.
 */
final class NestedObjects {
  private NestedObjects() {}

  /** While it is not known where nodes reach the API, a part of it. */
  static NestedContent content(LightClusterScope scope, Observed observed, ImageSettings images) {
    Manifests manifests = observed.references().user().manifests();
    return JoiningFacts.of(scope, observed.own().set())
        .map(
            facts ->
                manifests.after(
                    objects(scope, facts, AddonImages.built(images, scope.spec().version()))))
        .orElseGet(() -> NestedContent.partOf(manifests.objects()));
  }

  private static List<HasMetadata> objects(
      LightClusterScope scope, NestedFacts facts, AddonImages images) {
    return Stream.of(
            KubeadmObjects.of(facts, List.of()),
            Addons.objects(facts, scope.common().addons(), images, tunnel(facts)))
        .flatMap(List::stream)
        .toList();
  }

  /** The server takes agents at the API's own port. */
  private static KonnectivityAgent.Server tunnel(NestedFacts facts) {
    return new KonnectivityAgent.Server(facts.apiHost(), facts.apiPort(), false);
  }
}
