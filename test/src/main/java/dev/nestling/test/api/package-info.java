/** A real management API server for tests: no root, no kubelet, ready in seconds. */
@NullMarked
package dev.nestling.test.api;

import org.jspecify.annotations.NullMarked;
