/** What hardware is for: what both purposes, hosting and workers, have in common. */
@NullMarked
package dev.nestling.nodepool.purpose;

import org.jspecify.annotations.NullMarked;
