/**
 * Streams of bytes to a far side, without a thread per stream where that is possible. Read {@link
 * dev.consolegw.gateway.net.Dialer} first, then {@link dev.consolegw.gateway.net.Link} and {@link
 * dev.consolegw.gateway.net.SocketDialer}. Of backend it sees only why a dial or a stream has
 * failed. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.net;

import org.jspecify.annotations.NullMarked;
