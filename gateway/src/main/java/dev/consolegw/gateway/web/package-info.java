/**
 * Consoles over websockets, as Odorobo's agents serve theirs: for browsers, and for tools that know
 * no SSH. Read {@link dev.consolegw.gateway.web.WebFront} first, then {@link
 * dev.consolegw.gateway.web.Requests} and {@link dev.consolegw.gateway.web.WebConsole}. Used by
 * {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.web;

import org.jspecify.annotations.NullMarked;
