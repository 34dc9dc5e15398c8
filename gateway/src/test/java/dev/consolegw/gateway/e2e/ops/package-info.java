/** What operators see of a whole gateway. */
@NullMarked
package dev.consolegw.gateway.e2e.ops;

import org.jspecify.annotations.NullMarked;
