@NullMarked
package dev.nestling.kubectl.picture;

import org.jspecify.annotations.NullMarked;
