/** No value of a Secret is told anywhere but in Secrets, on a real API server; no root. */
@NullMarked
package dev.nestling.test.api.canary;

import org.jspecify.annotations.NullMarked;
