@NullMarked
package dev.nestling.core.https;

import org.jspecify.annotations.NullMarked;
