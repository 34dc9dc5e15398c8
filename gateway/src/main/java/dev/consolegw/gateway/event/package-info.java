/**
 * What happened, for the audit log, metrics and recordings. Read {@link
 * dev.consolegw.gateway.event.GatewayEvent} first, then {@link dev.consolegw.gateway.event.Events}.
 * Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.event;

import org.jspecify.annotations.NullMarked;
