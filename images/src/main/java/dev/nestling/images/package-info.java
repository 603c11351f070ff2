/**
 * Assembles the container images of the project as OCI layout archives: offline, without a
 * container runtime, byte for byte reproducible.
 */
@NullMarked
package dev.nestling.images;

import org.jspecify.annotations.NullMarked;
