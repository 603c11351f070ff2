package dev.nestling.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A whole Kubernetes control plane in one small unprivileged pod.
 *
 * <p>Never gives itself a spec or a status: the framework adds its finalizer by applying a freshly
 * constructed instance, and a spec in it would overwrite the user's.
 */
@Group(LightCluster.GROUP)
@Version(LightCluster.VERSION)
@Kind("LightCluster")
@Plural("lightclusters")
@Singular("lightcluster")
@ShortNames("lc")
@Categories("nestling")
public class LightCluster extends CustomResource<LightClusterSpec, LightClusterStatus>
    implements Namespaced {
  public static final String GROUP = "nestling.dev";
  public static final String VERSION = "v1alpha1";
}
