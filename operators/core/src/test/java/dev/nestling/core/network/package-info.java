@NullMarked
package dev.nestling.core.network;

import org.jspecify.annotations.NullMarked;
