@NullMarked
package dev.nestling.core.encryption;

import org.jspecify.annotations.NullMarked;
