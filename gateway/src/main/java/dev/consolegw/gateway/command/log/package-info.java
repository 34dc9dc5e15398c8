/**
 * Reads histories for the command {@code log}. Read {@link
 * dev.consolegw.gateway.command.log.LogPipeline} first. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command.log;

import org.jspecify.annotations.NullMarked;
