/**
 * Log systems, and what each wants lines to look like. Read {@link
 * dev.consolegw.gateway.export.protocol.ExportTarget} first. Used by {@code export}.
 */
@NullMarked
package dev.consolegw.gateway.export.protocol;

import org.jspecify.annotations.NullMarked;
