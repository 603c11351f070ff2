/**
 * Keys and certificates as values: PEM in, PEM out. Everything but {@link
 * dev.nestling.core.pki.SecureMinter} is deterministic.
 */
@NullMarked
package dev.nestling.core.pki;

import org.jspecify.annotations.NullMarked;
