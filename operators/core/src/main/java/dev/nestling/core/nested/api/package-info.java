/** A nested API server as whoever works inside the cluster asks it. */
@NullMarked
package dev.nestling.core.nested.api;

import org.jspecify.annotations.NullMarked;
