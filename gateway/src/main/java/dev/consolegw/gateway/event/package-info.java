/**
 * What happened, for the audit log, metrics and recordings. Read {@link
 * dev.consolegw.gateway.event.GatewayEvent} first, then {@link dev.consolegw.gateway.event.Events}.
 * Used by {@code console}, {@code console.local}, {@code console.memory}, {@code console.viewer},
 * {@code gateway}, {@code ops}, {@code recording}, {@code sftp}.
 */
@NullMarked
package dev.consolegw.gateway.event;

import org.jspecify.annotations.NullMarked;
