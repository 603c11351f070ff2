@NullMarked
package dev.nestling.testing.apiserver;

import org.jspecify.annotations.NullMarked;
