@NullMarked
package dev.nestling.core.placement;

import org.jspecify.annotations.NullMarked;
