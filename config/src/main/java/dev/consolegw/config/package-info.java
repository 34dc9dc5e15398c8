/**
 * Every setting as a record, and the loader that reads them from YAML. Read {@link
 * dev.consolegw.config.Settings} first, then {@link dev.consolegw.config.SettingsLoader} and {@link
 * dev.consolegw.config.yaml.Problems}. Knows nothing else. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.config;

import org.jspecify.annotations.NullMarked;
