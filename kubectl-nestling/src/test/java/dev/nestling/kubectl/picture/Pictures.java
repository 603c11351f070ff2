package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.kubectl.management.Reading;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Pictures from files of objects. */
public final class Pictures {
  private Pictures() {}

  /** What {@code test-pictures/NAME.yaml} holds: documents of YAML. */
  public static Picture of(String name) {
    List<HasMetadata> objects = objects(name);
    return new Picture(
        subject(objects),
        new Picture.Workloads(
            all(objects, StatefulSet.class),
            all(objects, Deployment.class),
            all(objects, PersistentVolumeClaim.class),
            all(objects, Service.class)),
        all(objects, Pod.class),
        subject(objects).kind() == Kind.NODE_POOL
            ? Reading.of(List.of())
            : all(objects, NodePool.class),
        all(objects, Event.class));
  }

  private static Subject subject(List<HasMetadata> objects) {
    return switch (objects.getFirst()) {
      case LightCluster cluster -> Subject.of(cluster);
      case FullCluster cluster -> Subject.of(cluster);
      case NodePool pool -> Subject.of(pool);
      default -> throw new IllegalArgumentException("the first object is no cluster and no pool");
    };
  }

  private static <T extends HasMetadata> Reading<T> all(List<HasMetadata> objects, Class<T> type) {
    return Reading.of(objects.stream().filter(type::isInstance).map(type::cast).toList());
  }

  private static List<HasMetadata> objects(String name) {
    KubernetesSerialization yaml = new KubernetesSerialization();
    yaml.registerKubernetesResource(LightCluster.class);
    yaml.registerKubernetesResource(FullCluster.class);
    yaml.registerKubernetesResource(NodePool.class);
    List<HasMetadata> objects = new ArrayList<>();
    for (String document : text("/test-pictures/" + name + ".yaml").split("(?m)^---$")) {
      Object read = yaml.unmarshal(document);
      if (read instanceof KubernetesList list) {
        objects.addAll(list.getItems());
      } else {
        objects.add((HasMetadata) read);
      }
    }
    return objects;
  }

  private static String text(String resource) {
    try (InputStream stream = Pictures.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException("no " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
