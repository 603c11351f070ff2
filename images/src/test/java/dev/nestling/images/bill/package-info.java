@NullMarked
package dev.nestling.images.bill;

import org.jspecify.annotations.NullMarked;
