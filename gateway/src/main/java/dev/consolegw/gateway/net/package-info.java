/**
 * Streams of bytes to a far side, without a thread per stream where that is possible. Read {@link
 * dev.consolegw.gateway.net.Link} first, then {@link dev.consolegw.gateway.net.SelectorLoop} and
 * {@link dev.consolegw.gateway.net.SocketDialer}. Only for the wires of {@code backend}.
 */
@NullMarked
package dev.consolegw.gateway.net;

import org.jspecify.annotations.NullMarked;
