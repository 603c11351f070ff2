/** Work that is done again and again in the background, in one thread per key. */
@NullMarked
package dev.nestling.core.rounds;

import org.jspecify.annotations.NullMarked;
