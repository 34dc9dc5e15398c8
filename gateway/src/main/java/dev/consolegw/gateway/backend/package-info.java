/**
 * What a wire is to those above it: one serial port, what goes in and comes out, and its address.
 * Read {@link dev.consolegw.gateway.backend.Backend} first, then {@link
 * dev.consolegw.gateway.backend.ConsoleOutput} and {@link
 * dev.consolegw.gateway.backend.ConsoleAddress}. Knows transport and terminal only. Used by more
 * than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.backend;

import org.jspecify.annotations.NullMarked;
