package dev.nestling.core.content;

/**
 * What paths say instead of a kind.
 *
 * @param plural such as {@code configmaps}
 * @param namespaced whether its objects are in namespaces
 */
record Resource(String plural, boolean namespaced) {}
