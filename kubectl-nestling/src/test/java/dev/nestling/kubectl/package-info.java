@NullMarked
package dev.nestling.kubectl;

import org.jspecify.annotations.NullMarked;
