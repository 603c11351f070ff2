/** Text for terminals and pipes. */
@NullMarked
package dev.nestling.kubectl.text;

import org.jspecify.annotations.NullMarked;
