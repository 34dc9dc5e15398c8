/**
 * Frames between what else is on a serial line, and which bytes such a line carries. Read {@link
 * dev.consolegw.gateway.shell.link.frame.Deframer} first. Used by {@code shell.link}, {@code
 * shell.link.arq}.
 */
@NullMarked
package dev.consolegw.gateway.shell.link.frame;

import org.jspecify.annotations.NullMarked;
