package dev.nestling.core.plan;

/**
 * Something that the owner has to change.
 *
 * @param reason CamelCase, for machines
 * @param message a sentence for the owner: the field or object, and what to do
 */
public record Problem(String reason, String message) {}
