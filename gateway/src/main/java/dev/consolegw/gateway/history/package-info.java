/**
 * What every console printed, by absolute byte offset, in memory and on disk. Read {@link
 * dev.consolegw.gateway.history.HistoryReader} first, which is all that a reader sees, then {@link
 * dev.consolegw.gateway.history.History} for who appends, {@code Recovery} for what survives a kill
 * and {@code DiskWriter} for what happens when the disk does not follow. Used by more than eight
 * packages.
 */
@NullMarked
package dev.consolegw.gateway.history;

import org.jspecify.annotations.NullMarked;
