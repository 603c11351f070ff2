package dev.nestling.core.addons;

import dev.nestling.api.v1alpha1.CommonSpec.WantedAddons;
import dev.nestling.core.kubeadm.NestedFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** What runs on the nodes of a cluster for all of its pods. */
public final class Addons {
  private Addons() {}

  /**
   * @param images whole references
   * @param tunnel where the nodes' ends of the tunnel call
   */
  public static List<HasMetadata> objects(
      NestedFacts facts, WantedAddons wanted, AddonImages images, KonnectivityAgent.Server tunnel) {
    List<HasMetadata> objects = new ArrayList<>();
    if (wanted.coreDns()) {
      objects.addAll(CoreDns.objects(facts, images.coreDns()));
    }
    if (wanted.kubeProxy()) {
      objects.addAll(KubeProxy.objects(facts, images.kubeProxy()));
    }
    if (wanted.konnectivityAgent()) {
      objects.addAll(KonnectivityAgent.objects(facts, tunnel, images.proxyAgent()));
    }
    if (wanted.flannel()) {
      objects.addAll(Flannel.objects(facts, images.flannel()));
    }
    if (wanted.localPathProvisioner()) {
      objects.addAll(LocalPath.objects(facts, images.localPathProvisioner(), images.nodeHelper()));
    }
    return objects;
  }
}
