package dev.nestling.core.content;

/**
 * Whose content it is.
 *
 * @param namespace of the cluster
 * @param cluster its name
 */
public record ContentKey(String namespace, String cluster) {}
