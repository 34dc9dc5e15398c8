/**
 * Screens for those who have no terminal of their own: in the size that the guest takes them to
 * have, and as they change. Read {@link dev.consolegw.gateway.console.live.GuestScreens} first.
 * Used by {@code command}, {@code command.guest}, {@code command.recordings}, {@code
 * command.screen}, {@code front}, {@code picker}, {@code recording}.
 */
@NullMarked
package dev.consolegw.gateway.console.live;

import org.jspecify.annotations.NullMarked;
