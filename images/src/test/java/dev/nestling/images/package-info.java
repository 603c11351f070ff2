@NullMarked
package dev.nestling.images;

import org.jspecify.annotations.NullMarked;
