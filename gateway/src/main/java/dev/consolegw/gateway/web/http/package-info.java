/**
 * HTTP/1.1, as far as a client needs it that asks once (RFC 9112). Read {@link
 * dev.consolegw.gateway.web.http.HttpConnection} first. Used by {@code web}.
 */
@NullMarked
package dev.consolegw.gateway.web.http;

import org.jspecify.annotations.NullMarked;
