/**
 * The commands about recordings. Read {@link
 * dev.consolegw.gateway.command.recordings.RecordingsCommand} first. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command.recordings;

import org.jspecify.annotations.NullMarked;
