@NullMarked
package dev.nestling.core.objects;

import org.jspecify.annotations.NullMarked;
