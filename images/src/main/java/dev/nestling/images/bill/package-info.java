/** The bill of materials that lies beside each archive. */
@NullMarked
package dev.nestling.images.bill;

import org.jspecify.annotations.NullMarked;
