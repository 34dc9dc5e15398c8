/**
 * HTTP/1.1 as values: what a client asks that asks once, and what it is answered (RFC 9112). Read
 * {@link dev.consolegw.gateway.net.http.HttpRequest} first. Used by {@code gateway}, {@code
 * ops.http}, {@code web}, {@code web.http}.
 */
@NullMarked
package dev.consolegw.gateway.net.http;

import org.jspecify.annotations.NullMarked;
