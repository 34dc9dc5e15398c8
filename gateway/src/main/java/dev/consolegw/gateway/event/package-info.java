/**
 * What happened, for the audit log, metrics and recordings. Read {@link
 * dev.consolegw.gateway.event.ConsoleEvent} first.
 */
@NullMarked
package dev.consolegw.gateway.event;

import org.jspecify.annotations.NullMarked;
