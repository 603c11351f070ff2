@NullMarked
package dev.nestling.images.parts;

import org.jspecify.annotations.NullMarked;
