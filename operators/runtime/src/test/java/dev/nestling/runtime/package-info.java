@NullMarked
package dev.nestling.runtime;

import org.jspecify.annotations.NullMarked;
