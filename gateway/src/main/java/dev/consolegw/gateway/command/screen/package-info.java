/**
 * The command {@code screen}: what stands on a guest's screen, as text, with its colours, for
 * programs and as a picture. Read {@link dev.consolegw.gateway.command.screen.ScreenCommand} first.
 * Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command.screen;

import org.jspecify.annotations.NullMarked;
