/**
 * Where to dial: an end point, and whether by TLS. Values only, so that an address can be read
 * without a socket near. Read {@link dev.consolegw.gateway.transport.Transport} first. Used by
 * backend, net, wire and who makes or reads addresses.
 */
@NullMarked
package dev.consolegw.gateway.transport;

import org.jspecify.annotations.NullMarked;
