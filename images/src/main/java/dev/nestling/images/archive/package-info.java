/** Images, and how they are written: archives of the OCI layout, byte for byte reproducible. */
@NullMarked
package dev.nestling.images.archive;

import org.jspecify.annotations.NullMarked;
