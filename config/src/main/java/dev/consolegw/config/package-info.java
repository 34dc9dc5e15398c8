/**
 * Every setting as a record, and the loader that reads them from YAML. Read {@link
 * dev.consolegw.config.Settings} first, then {@link dev.consolegw.config.SettingsLoader} and {@link
 * dev.consolegw.config.yaml.Problems}. Anybody may use it; it is the only package that knows YAML,
 * and knows nothing else.
 */
@NullMarked
package dev.consolegw.config;

import org.jspecify.annotations.NullMarked;
