package dev.nestling.core.content;

import dev.nestling.core.nested.api.ObjectPath;

/**
 * An object of content with its place in the cluster.
 *
 * @param object what is wanted
 * @param key which object that is
 * @param path where it is served
 */
record Located(ContentObject object, ObjectKey key, ObjectPath path) {
  private static final String DEFAULT_NAMESPACE = "default";

  static Located of(ContentObject object, Resource resource) {
    String namespace = namespace(object, resource);
    return new Located(
        object,
        ObjectKey.of(object.apiVersion(), object.kind(), namespace, object.name()),
        new ObjectPath(object.apiVersion(), resource.plural(), namespace, object.name()));
  }

  private static String namespace(ContentObject object, Resource resource) {
    if (!resource.namespaced()) {
      return "";
    }
    return object.namespace().isEmpty() ? DEFAULT_NAMESPACE : object.namespace();
  }
}
