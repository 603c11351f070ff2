@NullMarked
package dev.nestling.core;

import org.jspecify.annotations.NullMarked;
