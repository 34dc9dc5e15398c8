/**
 * The cells of a terminal, and what writing, moving and erasing does to them; it knows no sequences
 * and no colours. Read {@link dev.consolegw.gateway.terminal.screen.grid.Page}, then {@code Line}.
 * Used by {@code terminal.screen}.
 */
@NullMarked
package dev.consolegw.gateway.terminal.screen.grid;

import org.jspecify.annotations.NullMarked;
