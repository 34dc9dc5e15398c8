/**
 * People, keys and rights out of the configuration file. Read {@link
 * dev.consolegw.authz.file.FilePolicy} first, then {@link dev.consolegw.authz.file.AuthorizedKeys}.
 * Used by {@code export}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.authz.file;

import org.jspecify.annotations.NullMarked;
