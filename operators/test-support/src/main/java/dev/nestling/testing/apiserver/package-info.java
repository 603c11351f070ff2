/**
 * An API server in memory: what the operators need of a real one, in milliseconds and with a hand
 * on every request. Validation, CEL and permissions are the real one's business.
 */
@NullMarked
package dev.nestling.testing.apiserver;

import org.jspecify.annotations.NullMarked;
