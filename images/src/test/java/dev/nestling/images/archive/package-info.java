@NullMarked
package dev.nestling.images.archive;

import org.jspecify.annotations.NullMarked;
