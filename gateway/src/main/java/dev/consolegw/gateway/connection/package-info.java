/**
 * The one connection of a console: dialling and dialling again, input in its order, holding the
 * guest back. Read {@link dev.consolegw.gateway.connection.Connection} first, then {@link
 * dev.consolegw.gateway.connection.ConnectionState} and {@link
 * dev.consolegw.gateway.connection.InputQueue}. Used by {@code client}, {@code command.guest},
 * {@code console}, {@code console.local}, {@code console.memory}, {@code console.viewer}, {@code
 * gateway}.
 */
@NullMarked
package dev.consolegw.gateway.connection;

import org.jspecify.annotations.NullMarked;
