package dev.nestling.api.v1alpha1;

/** Text forms used by more than one CEL rule, written as they stand inside a CEL string literal. */
final class Patterns {
  /** One DNS name part of lower-case letters, digits and inner dashes. */
  static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

  /** The name of a namespace. */
  static final String DNS_LABEL = "^" + LABEL + "$";

  /** A DNS name: the last part is not a number, so that 10.0.0.999 does not pass as a name. */
  static final String DNS_NAME = "^(" + LABEL + "\\\\.)*[a-z]([-a-z0-9]{0,61}[a-z0-9])?$";

  /** A DNS name that may start with {@code *.}. */
  static final String DNS_NAME_OR_WILDCARD =
      "^([*]\\\\.)?(" + LABEL + "\\\\.)*[a-z]([-a-z0-9]{0,61}[a-z0-9])?$";

  /** The name of a ConfigMap or Secret, all but for its length. */
  static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  /** The key of a label or taint, but for the length of its prefix. */
  static final String LABEL_KEY =
      "^(" + LABEL + "(\\\\." + LABEL + ")*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";

  /** The value of a label or taint. */
  static final String LABEL_VALUE = "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$";

  private Patterns() {}
}
