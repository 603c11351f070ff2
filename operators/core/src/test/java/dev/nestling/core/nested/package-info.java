@NullMarked
package dev.nestling.core.nested;

import org.jspecify.annotations.NullMarked;
