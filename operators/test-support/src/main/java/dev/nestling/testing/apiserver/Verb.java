package dev.nestling.testing.apiserver;

import java.util.Locale;

/** What a request does, as RBAC names it; {@link #APPLY} is told apart from other patches. */
public enum Verb {
  GET,
  LIST,
  WATCH,
  CREATE,
  UPDATE,
  PATCH,
  APPLY,
  DELETE,
  DELETECOLLECTION;

  /** Whether the request may change something. */
  public boolean isWrite() {
    return ordinal() >= CREATE.ordinal();
  }

  /** The verb that a Role must grant. */
  public String rbacVerb() {
    return this == APPLY ? "patch" : name().toLowerCase(Locale.ROOT);
  }
}
