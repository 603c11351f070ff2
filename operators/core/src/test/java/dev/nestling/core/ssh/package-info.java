@NullMarked
package dev.nestling.core.ssh;

import org.jspecify.annotations.NullMarked;
