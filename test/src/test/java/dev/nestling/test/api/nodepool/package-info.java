@NullMarked
package dev.nestling.test.api.nodepool;

import org.jspecify.annotations.NullMarked;
