package dev.nestling.core.apply;

/**
 * A planned object whose name is taken.
 *
 * @param kind of the object
 * @param name of the object
 * @param holder who controls the existing object, in words
 */
public record NameConflict(String kind, String name, String holder) {}
