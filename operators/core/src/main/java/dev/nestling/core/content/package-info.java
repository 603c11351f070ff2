/**
 * Keeps objects inside nested clusters as they are wanted: applies them, repairs them and removes
 * those that are no longer wanted. Knows nothing of the management cluster.
 */
@NullMarked
package dev.nestling.core.content;

import org.jspecify.annotations.NullMarked;
