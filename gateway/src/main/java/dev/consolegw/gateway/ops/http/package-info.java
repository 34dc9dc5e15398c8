/**
 * Answers short questions of programs on this machine over HTTP. Read {@link
 * dev.consolegw.gateway.ops.http.OpsServer} first. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.ops.http;

import org.jspecify.annotations.NullMarked;
