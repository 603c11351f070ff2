package dev.nestling.testing.apiserver;

/**
 * One request, as the journal keeps it.
 *
 * @param number counts all requests of a server from 1
 * @param group the API group, empty for the core group
 * @param resource the plural, with the subresource behind a slash: {@code statefulsets}, {@code
 *     lightclusters/status}
 * @param namespace empty for cluster-scoped requests and requests across namespaces
 * @param name empty for lists, watches and creations by generateName
 * @param who the client: the first word of its User-Agent
 * @param fieldManager empty unless the request names one
 */
public record ApiRequest(
    long number,
    Verb verb,
    String group,
    String resource,
    String namespace,
    String name,
    String who,
    String fieldManager) {

  public boolean isWrite() {
    return verb.isWrite();
  }

  /** Whether this is {@code verb} of {@code resource}, whatever the name. */
  public boolean is(Verb wanted, String wantedResource) {
    return verb == wanted && resource.equals(wantedResource);
  }

  /** Whether this is {@code verb} of this one object. */
  public boolean is(Verb wanted, String wantedResource, String wantedName) {
    return is(wanted, wantedResource) && name.equals(wantedName);
  }

  @Override
  public String toString() {
    return "#%d %s: %s %s %s".formatted(number, who, verb.rbacVerb(), resource, place());
  }

  private String place() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
