package dev.nestling.runtime;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** The smallest kind with a spec and a status. */
@Group("test.nestling.dev")
@Version("v1")
public class Widget extends CustomResource<Widget.Spec, Widget.Status> implements Namespaced {
  public record Spec(int size) {}

  public record Status(int seen, String message) {}

  public static Widget named(String name, int size) {
    Widget widget = new Widget();
    widget.getMetadata().setName(name);
    widget.getMetadata().setNamespace("default");
    widget.setSpec(new Spec(size));
    return widget;
  }
}
