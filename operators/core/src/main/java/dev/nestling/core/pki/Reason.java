package dev.nestling.core.pki;

/**
 * Why a pair can't stay.
 *
 * @param reason CamelCase, for machines
 * @param message a sentence that names what was found and what is wanted
 */
public record Reason(String reason, String message) {}
