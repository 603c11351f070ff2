@NullMarked
package dev.nestling.nodepool.workers;

import org.jspecify.annotations.NullMarked;
