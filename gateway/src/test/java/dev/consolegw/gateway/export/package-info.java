/** Log systems that take, refuse, stall and die. */
@NullMarked
package dev.consolegw.gateway.export;

import org.jspecify.annotations.NullMarked;
