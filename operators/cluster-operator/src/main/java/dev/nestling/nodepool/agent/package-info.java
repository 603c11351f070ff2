/** The file of {@code nestlet agent}, and the images that nodes are made from. */
@NullMarked
package dev.nestling.nodepool.agent;

import org.jspecify.annotations.NullMarked;
