/** A gateway that is worked for minutes, or hours, and is afterwards as it was before. */
@NullMarked
package dev.consolegw.gateway.e2e.soak;

import org.jspecify.annotations.NullMarked;
