/**
 * Messages as a compressed stream, in which what was sent before is sent as a reference. Read
 * {@link dev.consolegw.gateway.shell.link.stream.Packer} first. Used by {@code shell.link}, {@code
 * shell.link.channel}.
 */
@NullMarked
package dev.consolegw.gateway.shell.link.stream;

import org.jspecify.annotations.NullMarked;
