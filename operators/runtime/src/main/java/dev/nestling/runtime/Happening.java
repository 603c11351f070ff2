package dev.nestling.runtime;

/**
 * One thing that happened to an object.
 *
 * @param warning whether somebody should look
 * @param reason CamelCase, for machines
 * @param message a sentence for the owner
 */
public record Happening(boolean warning, String reason, String message) {}
