/**
 * Log systems in the settings: {@link dev.consolegw.config.export.ExportSettings}. Used by {@code
 * config}, {@code export}.
 */
@NullMarked
package dev.consolegw.config.export;

import org.jspecify.annotations.NullMarked;
