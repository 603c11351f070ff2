@NullMarked
package dev.nestling.kubectl.why;

import org.jspecify.annotations.NullMarked;
