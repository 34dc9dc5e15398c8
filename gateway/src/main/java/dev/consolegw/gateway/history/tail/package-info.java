/**
 * The newest output of a history, in memory until the disk has it. {@link
 * dev.consolegw.gateway.history.tail.MemoryTail} holds it, {@link
 * dev.consolegw.gateway.history.tail.DiskWriter} brings it to the disk, and says what happens when
 * that does not follow. Used by {@code history}.
 */
@NullMarked
package dev.consolegw.gateway.history.tail;

import org.jspecify.annotations.NullMarked;
