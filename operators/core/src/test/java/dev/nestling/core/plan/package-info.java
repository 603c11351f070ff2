@NullMarked
package dev.nestling.core.plan;

import org.jspecify.annotations.NullMarked;
