@NullMarked
package dev.nestling.lightcluster;

import org.jspecify.annotations.NullMarked;
