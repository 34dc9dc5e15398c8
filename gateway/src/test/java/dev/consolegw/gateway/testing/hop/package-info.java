/** SSH servers on the way to a far side. */
@NullMarked
package dev.consolegw.gateway.testing.hop;

import org.jspecify.annotations.NullMarked;
