@NullMarked
package dev.nestling.core.pki;

import org.jspecify.annotations.NullMarked;
