package dev.nestling.api.v1alpha1;

/**
 * Whether the server runs; its data and keys are kept either way. The values are not On and Off,
 * because YAML reads those as true and false.
 */
public enum Power {
  Running,
  Stopped
}
