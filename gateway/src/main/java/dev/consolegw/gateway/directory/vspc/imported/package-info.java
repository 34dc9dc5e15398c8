/**
 * The port map of vSPC.py, in each form that it is found in. Read {@link
 * dev.consolegw.gateway.directory.vspc.imported.PortMap} first. Used by {@code directory.vspc},
 * {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.directory.vspc.imported;

import org.jspecify.annotations.NullMarked;
