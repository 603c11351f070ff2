/** An etcd that does what tests say, as far as its rules for members go. */
@NullMarked
package dev.nestling.testing.etcd;

import org.jspecify.annotations.NullMarked;
