package dev.nestling.core.content;

/**
 * Which object, whatever version of its kind is spoken.
 *
 * @param group of the API, empty for the core
 * @param kind such as {@code ConfigMap}
 * @param namespace empty for what is in none
 * @param name the object's
 */
record ObjectKey(String group, String kind, String namespace, String name) {

  static ObjectKey of(String apiVersion, String kind, String namespace, String name) {
    return new ObjectKey(group(apiVersion), kind, namespace, name);
  }

  static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
