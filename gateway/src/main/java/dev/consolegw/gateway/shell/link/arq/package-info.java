/**
 * A stream without gaps over a line that loses frames, with no more under way than the line takes
 * in a moment. Read {@link dev.consolegw.gateway.shell.link.arq.Arq} first. Used by {@code
 * shell.link}.
 */
@NullMarked
package dev.consolegw.gateway.shell.link.arq;

import org.jspecify.annotations.NullMarked;
