/**
 * Takes apart what a program sends to a terminal: text, control characters, escape and control
 * sequences. Read {@link dev.consolegw.gateway.terminal.screen.parser.Parser}. Used by {@code
 * terminal.screen}.
 */
@NullMarked
package dev.consolegw.gateway.terminal.screen.parser;

import org.jspecify.annotations.NullMarked;
