/**
 * How a file becomes records. Read {@link dev.consolegw.config.yaml.RecordBinder} first. Used by
 * {@code authz.file}, {@code authz.openstack.account}, {@code check}, {@code client}, {@code
 * config}, {@code directory}, {@code gateway}, {@code ssh}.
 */
@NullMarked
package dev.consolegw.config.yaml;

import org.jspecify.annotations.NullMarked;
