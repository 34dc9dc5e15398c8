/**
 * Recordings of sessions: a span of history offsets, and a small file beside it that says who did
 * what when. Output is never copied; a pin keeps it in the history. Read {@link
 * dev.consolegw.gateway.recording.Recorder} first, then {@link
 * dev.consolegw.gateway.recording.RecordingEvent} and {@code EchoFilter}, which keeps passwords
 * out. Consoles know it only as a {@link dev.consolegw.gateway.console.SessionRecorder}. Used by
 * {@code command}, {@code command.recordings}, {@code gateway}, {@code sftp.files}.
 */
@NullMarked
package dev.consolegw.gateway.recording;

import org.jspecify.annotations.NullMarked;
