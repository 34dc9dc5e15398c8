/**
 * The one connection of a console: dialling and dialling again, input in its order, holding the
 * guest back. Read {@link dev.consolegw.gateway.line.Connection} first, then {@link
 * dev.consolegw.gateway.line.ConsoleState} and {@link dev.consolegw.gateway.line.Typing}. Used by
 * console and the small client; command and ssh see what became of an input.
 */
@NullMarked
package dev.consolegw.gateway.line;

import org.jspecify.annotations.NullMarked;
