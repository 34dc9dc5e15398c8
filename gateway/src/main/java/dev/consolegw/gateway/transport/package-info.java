/**
 * Where to dial: an end point, and whether by TLS. Values only, so that an address can be read
 * without a socket near. Read {@link dev.consolegw.gateway.transport.Transport} first. Used by
 * {@code backend}, {@code net}, {@code net.websocket}, {@code wire}.
 */
@NullMarked
package dev.consolegw.gateway.transport;

import org.jspecify.annotations.NullMarked;
