package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.WorkloadTemplate;
import dev.nestling.core.plan.ImageSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The programs of a control plane: containers are named as they are, and so are their images. */
public enum Program {
  ETCD("etcd", "etcd"),
  API_SERVER("kube-apiserver", "kube-apiserver"),
  KONNECTIVITY_SERVER("konnectivity-server", "kas-network-proxy/proxy-server"),
  CONTROLLER_MANAGER("kube-controller-manager", "kube-controller-manager"),
  SCHEDULER("kube-scheduler", "kube-scheduler");

  /** Raised with every change of an image's default or of a pod that restarts it. */
  public static final int CURRENT_REVISION = 1;

  private static final String ETCD_TAG = "3.6.16-0";
  private static final String KONNECTIVITY_TAG = "v0.36.0";

  private final String container;
  private final String image;

  Program(String container, String image) {
    this.container = container;
    this.image = image;
  }

  /** The container's name. */
  public String container() {
    return container;
  }

  /**
   * What this operator would make today.
   *
   * @param kubernetes version, such as {@code v1.36.3}
   */
  public static WorkloadTemplate current(
      ImageSettings images, String kubernetes, Program... programs) {
    Map<String, String> references = new TreeMap<>();
    for (Program program : programs) {
      references.put(program.container, images.reference(program.image, program.tag(kubernetes)));
    }
    return new WorkloadTemplate(CURRENT_REVISION, references);
  }

  private String tag(String kubernetes) {
    return switch (this) {
      case ETCD -> ETCD_TAG;
      case KONNECTIVITY_SERVER -> KONNECTIVITY_TAG;
      case API_SERVER, CONTROLLER_MANAGER, SCHEDULER -> kubernetes;
    };
  }

  /** The names of all containers. */
  public static List<String> containers() {
    return Arrays.stream(values()).map(Program::container).toList();
  }
}
