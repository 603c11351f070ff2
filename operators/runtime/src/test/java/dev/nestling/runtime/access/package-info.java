@NullMarked
package dev.nestling.runtime.access;

import org.jspecify.annotations.NullMarked;
