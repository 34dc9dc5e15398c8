/**
 * What people search for: how large it may be, and the threads on which it is looked for. Read
 * {@link dev.consolegw.gateway.command.pattern.PatternThreads} first. Used by {@code command},
 * {@code command.guest}, {@code command.log}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command.pattern;

import org.jspecify.annotations.NullMarked;
