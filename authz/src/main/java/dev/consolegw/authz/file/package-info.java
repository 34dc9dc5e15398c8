/**
 * People, keys and rights out of the configuration file. Read {@link
 * dev.consolegw.authz.file.FilePolicy} first, then {@link dev.consolegw.authz.file.AuthorizedKeys}.
 * For whoever wires the gateway; everybody else sees only the interfaces of {@code authz}.
 */
@NullMarked
package dev.consolegw.authz.file;

import org.jspecify.annotations.NullMarked;
