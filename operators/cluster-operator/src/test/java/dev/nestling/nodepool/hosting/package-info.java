@NullMarked
package dev.nestling.nodepool.hosting;

import org.jspecify.annotations.NullMarked;
