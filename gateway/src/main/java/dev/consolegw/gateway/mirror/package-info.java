/**
 * A file for each console that holds what it prints, for {@code tail -F}, log shippers and {@code
 * logrotate}. Read {@link dev.consolegw.gateway.mirror.Mirrors} first, then {@link
 * dev.consolegw.gateway.mirror.ConsoleMirror}. Used by {@code console}, {@code console.local},
 * {@code export}.
 */
@NullMarked
package dev.consolegw.gateway.mirror;

import org.jspecify.annotations.NullMarked;
