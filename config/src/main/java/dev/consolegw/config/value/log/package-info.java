/**
 * Where logs go: {@link dev.consolegw.config.value.log.SyslogAddress} for the audit, {@link
 * dev.consolegw.config.value.log.ExportAddress} for what consoles print. Used by {@code config},
 * {@code config.export}, {@code config.yaml}, {@code export}, {@code ops.audit}.
 */
@NullMarked
package dev.consolegw.config.value.log;

import org.jspecify.annotations.NullMarked;
