/**
 * The command {@code log}. Read {@link dev.consolegw.gateway.command.log.LogCommand} first, then
 * {@code LogPipeline}. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command.log;

import org.jspecify.annotations.NullMarked;
