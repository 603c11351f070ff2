package dev.nestling.api.v1alpha1;

/** Off stops the server and keeps its data and keys. */
public enum Power {
  On,
  Off
}
