@NullMarked
package dev.nestling.core.etcd;

import org.jspecify.annotations.NullMarked;
