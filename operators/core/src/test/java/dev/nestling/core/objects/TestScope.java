package dev.nestling.core.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightClusterSpec;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cluster of no kind in particular, with all defaults. */
record TestScope(String namespace, Names names, Owner owner, CommonSpec common)
    implements ClusterScope {

  static TestScope named(String name) {
    @Nullable LightClusterSpec defaults = null;
    return new TestScope(
        "team",
        new Names(name),
        new Owner("nestling.dev/v1alpha1", "LightCluster", name, "1"),
        EffectiveSpec.of(defaults).common());
  }

  @Override
  public List<String> keyNames() {
    return names.keys();
  }

  @Override
  public List<String> volumeNames() {
    return List.of(names.data());
  }
}
