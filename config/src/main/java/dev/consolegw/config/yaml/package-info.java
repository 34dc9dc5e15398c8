/**
 * How a file becomes records. Read {@link dev.consolegw.config.yaml.RecordBinder} first. Used by
 * more than eight packages.
 */
@NullMarked
package dev.consolegw.config.yaml;

import org.jspecify.annotations.NullMarked;
