@NullMarked
package dev.nestling.kubectl.text;

import org.jspecify.annotations.NullMarked;
