/**
 * Files and servers that take lines: what the audit and log systems have in common. Read {@link
 * dev.consolegw.gateway.ops.sink.LineFile} first. Used by {@code export}, {@code export.protocol},
 * {@code ops.audit}, {@code ops.audit.sink}.
 */
@NullMarked
package dev.consolegw.gateway.ops.sink;

import org.jspecify.annotations.NullMarked;
