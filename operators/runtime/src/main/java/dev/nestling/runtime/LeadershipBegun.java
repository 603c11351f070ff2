package dev.nestling.runtime;

/** An event of the container: this process leads from now on. */
public record LeadershipBegun() {}
