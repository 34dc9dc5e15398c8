/**
 * VMware's virtual serial ports over the network: ESXi hosts call us, by telnet with VMware's
 * extension. Read {@link dev.consolegw.gateway.wire.vspc.VspcWire} first, then {@link
 * dev.consolegw.gateway.wire.vspc.Reception} and {@link
 * dev.consolegw.gateway.wire.vspc.VspcBackend}. Used by {@code gateway}, {@code wire}.
 */
@NullMarked
package dev.consolegw.gateway.wire.vspc;

import org.jspecify.annotations.NullMarked;
