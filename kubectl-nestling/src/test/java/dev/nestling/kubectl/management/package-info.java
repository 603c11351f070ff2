@NullMarked
package dev.nestling.kubectl.management;

import org.jspecify.annotations.NullMarked;
