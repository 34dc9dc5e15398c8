/**
 * What a terminal sends, taken apart: keys, pastes, and what it reports by itself. Read {@link
 * dev.consolegw.gateway.terminal.input.TerminalInput} first, then {@code EscapeKeys}. Used by
 * {@code client}, {@code console}, {@code console.viewer}, {@code front}, {@code picker}.
 */
@NullMarked
package dev.consolegw.gateway.terminal.input;

import org.jspecify.annotations.NullMarked;
