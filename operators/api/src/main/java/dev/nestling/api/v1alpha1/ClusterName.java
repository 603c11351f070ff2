package dev.nestling.api.v1alpha1;

/** The rules of a cluster's name, which all kinds of cluster share: they share names, too. */
final class ClusterName {
  static final String FORM = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";

  static final String FORM_MESSAGE =
      "metadata.name must start with a letter, end with a letter or digit and have only"
          + " lower-case letters, digits and dashes: it becomes part of a Service's name";

  static final String LENGTH = "self.metadata.name.size() <= 40";

  static final String LENGTH_MESSAGE =
      "metadata.name must have at most 40 characters: the cluster's objects add to it";

  private ClusterName() {}
}
