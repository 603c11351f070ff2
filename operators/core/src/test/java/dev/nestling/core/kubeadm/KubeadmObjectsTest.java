package dev.nestling.core.kubeadm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.GoldenYaml;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KubeadmObjectsTest {
  private static final List<String> ETCD =
      List.of("https://demo-etcd-0:2379", "https://demo-etcd-1:2379");

  @Test
  void objects() throws IOException {
    GoldenYaml.check("kubeadm-v4", KubeadmObjects.of(Facts.v4(), ETCD));
    GoldenYaml.check("kubeadm-dual-stack", KubeadmObjects.of(Facts.dualStack(), List.of()));
  }

  @Test
  void theEndpointOfTheApi() throws IOException {
    GoldenYaml.check("endpoint-v4", KubernetesEndpoint.objects("10.96.7.7", 6443));
    GoldenYaml.check("endpoint-v6", KubernetesEndpoint.objects("fd00:0:0::7", 31443));
  }

  @Test
  void ownersOfAKubeconfigComeFirst() {
    assertThat(KubeadmObjects.of(Facts.v4(), ETCD).getFirst().getMetadata().getName())
        .isEqualTo("nestling:cluster-admins");
  }

  @Test
  void everyObjectIsFoundByOurLabelAndIsNamedOnce() {
    List<HasMetadata> all =
        Stream.concat(
                KubeadmObjects.of(Facts.v4(), ETCD).stream(),
                KubernetesEndpoint.objects("10.96.7.7", 6443).stream())
            .toList();

    assertThat(all)
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getLabels())
                    .containsEntry(Labels.MANAGED_BY, Labels.NESTLING));
    assertThat(all)
        .extracting(object -> object.getKind() + "/" + object.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @Test
  void anonymousMayGetNothingButTheAddress() {
    assertThat(KubeadmObjects.of(Facts.v4(), ETCD))
        .filteredOn(object -> object.toString().contains("system:anonymous"))
        .extracting(object -> object.getMetadata().getNamespace() + "/" + object.getKind())
        .containsExactly("kube-public/RoleBinding");
  }
}
