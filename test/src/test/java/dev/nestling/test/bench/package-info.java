@NullMarked
package dev.nestling.test.bench;

import org.jspecify.annotations.NullMarked;
