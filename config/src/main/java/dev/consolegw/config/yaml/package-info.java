/** How a file becomes records. Read {@link dev.consolegw.config.yaml.RecordBinder} first. */
@NullMarked
package dev.consolegw.config.yaml;

import org.jspecify.annotations.NullMarked;
