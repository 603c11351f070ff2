@NullMarked
package dev.nestling.lightcluster.objects;

import org.jspecify.annotations.NullMarked;
