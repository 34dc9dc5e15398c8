/**
 * Speaks to one serial port over one wire. Read {@link dev.consolegw.gateway.backend.Backend}
 * first, then {@link dev.consolegw.gateway.backend.ConsoleOutput} and {@link
 * dev.consolegw.gateway.backend.ConsoleAddress}. Knows no other package of the gateway.
 */
@NullMarked
package dev.consolegw.gateway.backend;

import org.jspecify.annotations.NullMarked;
