/**
 * A console of this gateway. Read {@link dev.consolegw.gateway.console.local.LocalConsole} first.
 */
@NullMarked
package dev.consolegw.gateway.console.local;

import org.jspecify.annotations.NullMarked;
