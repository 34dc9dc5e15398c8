/**
 * Where to dial: an end point, whether by TLS, and through which hops. Values only, so that an
 * address can be read without a socket near. Read {@link dev.consolegw.gateway.transport.Transport}
 * first. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.transport;

import org.jspecify.annotations.NullMarked;
