/**
 * What stands on a terminal that has obeyed some bytes, and the bytes that draw it on another. Read
 * {@link dev.consolegw.gateway.terminal.screen.ScreenModel}, then {@code Repaint}. Used by {@code
 * command.log}, {@code command.screen}, {@code console.live}, {@code console.screen}, {@code
 * picker}, {@code recording}.
 */
@NullMarked
package dev.consolegw.gateway.terminal.screen;

import org.jspecify.annotations.NullMarked;
