/** The management cluster as the person in front may read it, and what goes wrong on the way. */
@NullMarked
package dev.nestling.kubectl.management;

import org.jspecify.annotations.NullMarked;
