@NullMarked
package dev.nestling.core.status;

import org.jspecify.annotations.NullMarked;
