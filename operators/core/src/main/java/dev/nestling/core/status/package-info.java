/** Conditions as an immutable merge. */
@NullMarked
package dev.nestling.core.status;

import org.jspecify.annotations.NullMarked;
