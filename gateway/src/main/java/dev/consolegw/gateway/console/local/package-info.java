/**
 * A console of this gateway. Read {@link dev.consolegw.gateway.console.local.LocalConsole} first.
 * Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.console.local;

import org.jspecify.annotations.NullMarked;
