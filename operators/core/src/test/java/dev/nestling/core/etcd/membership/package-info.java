@NullMarked
package dev.nestling.core.etcd.membership;

import org.jspecify.annotations.NullMarked;
