/** The commands of {@code kubectl nestling}: what they take, what they print, how they end. */
@NullMarked
package dev.nestling.kubectl;

import org.jspecify.annotations.NullMarked;
