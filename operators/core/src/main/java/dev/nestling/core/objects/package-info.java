/**
 * The objects that all kinds of cluster have: one file each; pure functions from values to objects.
 */
@NullMarked
package dev.nestling.core.objects;

import org.jspecify.annotations.NullMarked;
