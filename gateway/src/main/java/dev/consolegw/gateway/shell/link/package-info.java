/**
 * Many commands and connections of a guest over its one serial line, by a program of ours that runs
 * there ({@code helper.py}). Read {@link dev.consolegw.gateway.shell.link.GuestLink} first, then
 * {@link dev.consolegw.gateway.shell.link.Exchange}. Used by {@code shell}.
 */
@NullMarked
package dev.consolegw.gateway.shell.link;

import org.jspecify.annotations.NullMarked;
