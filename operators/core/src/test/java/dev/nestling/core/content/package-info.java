@NullMarked
package dev.nestling.core.content;

import org.jspecify.annotations.NullMarked;
