package dev.nestling.core.plan;

/**
 * Something that has to happen elsewhere first; not a mistake.
 *
 * @param reason CamelCase, for machines
 * @param message a sentence for the owner
 */
public record Waiting(String reason, String message) {}
