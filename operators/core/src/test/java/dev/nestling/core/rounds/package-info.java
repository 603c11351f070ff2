@NullMarked
package dev.nestling.core.rounds;

import org.jspecify.annotations.NullMarked;
