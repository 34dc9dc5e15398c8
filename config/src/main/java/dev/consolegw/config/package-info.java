/**
 * Every setting as a record, and the loader that reads them from YAML. Read {@link
 * dev.consolegw.config.Settings} first. The only package that knows YAML; it knows nothing else.
 */
@NullMarked
package dev.consolegw.config;

import org.jspecify.annotations.NullMarked;
