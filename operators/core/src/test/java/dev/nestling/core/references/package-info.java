@NullMarked
package dev.nestling.core.references;

import org.jspecify.annotations.NullMarked;
