/**
 * Opens an address over its protocol. Read {@link dev.consolegw.gateway.wire.Wires} first. Used by
 * {@code check}, {@code client}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.wire;

import org.jspecify.annotations.NullMarked;
