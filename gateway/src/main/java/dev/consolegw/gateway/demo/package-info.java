/**
 * A small guest to try the gateway on: boots, asks for a login, has a shell. It stands on the far
 * side of a wire and shares no code with the gateway. Read {@link
 * dev.consolegw.gateway.demo.DemoGuest} first, then {@link dev.consolegw.gateway.demo.SerialLine}.
 * Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.demo;

import org.jspecify.annotations.NullMarked;
