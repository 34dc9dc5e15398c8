/**
 * Threads that the system lets wait for others: for work that takes long and that nobody types for.
 * Read {@link dev.consolegw.gateway.background.Background} first. Used by {@code access}, {@code
 * command}, {@code command.pattern}, {@code gateway}, {@code ssh}.
 */
@NullMarked
package dev.consolegw.gateway.background;

import org.jspecify.annotations.NullMarked;
