package dev.nestling.core.pki;

/** What a leaf certificate may be used for. */
public enum Usage {
  /** Extended key usage serverAuth. */
  SERVER,
  /** Extended key usage clientAuth. */
  CLIENT
}
