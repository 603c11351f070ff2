@NullMarked
package dev.nestling.core.apply;

import org.jspecify.annotations.NullMarked;
