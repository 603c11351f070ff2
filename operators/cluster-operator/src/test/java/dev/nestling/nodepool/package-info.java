/** Tests of what all pools have in common. */
@NullMarked
package dev.nestling.nodepool;

import org.jspecify.annotations.NullMarked;
