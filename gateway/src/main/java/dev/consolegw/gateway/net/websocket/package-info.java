/**
 * Websockets (RFC 6455) as links: one binary frame a write, and what the far side frames as output.
 * Read {@link dev.consolegw.gateway.net.websocket.WebSocketDialer} first, then {@link
 * dev.consolegw.gateway.net.websocket.WebSocketLink} and {@link
 * dev.consolegw.gateway.net.websocket.Frames}. Used by {@code web}, {@code wire}, {@code
 * wire.odorobo}.
 */
@NullMarked
package dev.consolegw.gateway.net.websocket;

import org.jspecify.annotations.NullMarked;
