/** What the CRD generator's annotations can't say about a schema; used at build time only. */
@NullMarked
package dev.nestling.api.schema;

import org.jspecify.annotations.NullMarked;
