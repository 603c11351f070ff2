/** A cluster and everything that belongs to it, read once and shown as a tree. */
@NullMarked
package dev.nestling.kubectl.picture;

import org.jspecify.annotations.NullMarked;
