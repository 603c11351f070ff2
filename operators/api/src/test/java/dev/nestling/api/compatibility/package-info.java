/** Compares CRDs with those that were released. */
@NullMarked
package dev.nestling.api.compatibility;

import org.jspecify.annotations.NullMarked;
