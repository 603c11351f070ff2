package dev.nestling.core.apply;

/**
 * The management API refused an object; the owner or an administrator can do something about it.
 *
 * @param object which one
 * @param reason CamelCase, for machines: see {@link Refusals}
 * @param message a sentence for the owner, with what the API said
 */
public record ApplyFailure(ObjectRef object, String reason, String message) {}
