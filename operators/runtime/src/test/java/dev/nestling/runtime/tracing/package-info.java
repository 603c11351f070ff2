@NullMarked
package dev.nestling.runtime.tracing;

import org.jspecify.annotations.NullMarked;
