package dev.nestling.api.v1alpha1;

/** What becomes of data and keys when the cluster's object is deleted. */
public enum DeletionPolicy {
  /** The volume, the CAs and the keys go with the cluster. */
  Delete,
  /** They stay, together, and a new cluster of the same name takes them over. */
  Retain
}
