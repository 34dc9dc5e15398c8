/**
 * Takes connections from callers. Read {@link dev.consolegw.gateway.net.accept.Acceptor} first,
 * then {@link dev.consolegw.gateway.net.accept.ServerTls}. Used by {@code gateway}, {@code telnet},
 * {@code web}, {@code wire.vspc}.
 */
@NullMarked
package dev.consolegw.gateway.net.accept;

import org.jspecify.annotations.NullMarked;
