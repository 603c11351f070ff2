package dev.nestling.core.nested.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where an object is served.
 *
 * @param apiVersion group and version
 * @param plural of the kind
 * @param namespace empty for what is in none
 * @param name the object's
 */
public record ObjectPath(String apiVersion, String plural, String namespace, String name) {
  private static final Pattern API_VERSION =
      Pattern.compile("(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[a-z0-9]+");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?");

  /** What the API server refuses in a name of any kind; roles have colons. */
  private static final Pattern NOT_A_NAME = Pattern.compile("\\.{0,2}|.*[/%\\p{Cntrl}].*");

  /** Whether this leads to one object and nowhere else, whoever wrote its parts. */
  public boolean usable() {
    return isApiVersion(apiVersion)
        && LABEL.matcher(plural).matches()
        && (namespace.isEmpty() || LABEL.matcher(namespace).matches())
        && !NOT_A_NAME.matcher(name).matches();
  }

  @Override
  public String toString() {
    return apiOf(apiVersion)
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + ("/" + plural + "/")
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static boolean isApiVersion(String text) {
    return API_VERSION.matcher(text).matches();
  }

  /** Where a version of an API is served. */
  public static String apiOf(String apiVersion) {
    return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
  }
}
