/** What makes a machine a node of a pool. */
@NullMarked
package dev.nestling.kubectl.join;

import org.jspecify.annotations.NullMarked;
