@NullMarked
package dev.nestling.core.cluster;

import org.jspecify.annotations.NullMarked;
