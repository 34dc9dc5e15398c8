/**
 * What outlives a session. Read {@link dev.consolegw.gateway.console.memory.StaleLogin} first. Used
 * by {@code console.local}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.console.memory;

import org.jspecify.annotations.NullMarked;
