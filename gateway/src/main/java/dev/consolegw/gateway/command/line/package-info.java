/**
 * How a command line is read, and what is said of one that is not understood. Read {@link
 * dev.consolegw.gateway.command.line.Reading} first. Used by {@code client}, {@code command},
 * {@code command.guest}, {@code command.log}, {@code command.recordings}, {@code command.screen},
 * {@code gateway}, {@code sftp}.
 */
@NullMarked
package dev.consolegw.gateway.command.line;

import org.jspecify.annotations.NullMarked;
