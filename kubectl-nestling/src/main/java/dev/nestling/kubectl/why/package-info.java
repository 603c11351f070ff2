/** Why a cluster is not as it should be, and what the guide says to do about it. */
@NullMarked
package dev.nestling.kubectl.why;

import org.jspecify.annotations.NullMarked;
