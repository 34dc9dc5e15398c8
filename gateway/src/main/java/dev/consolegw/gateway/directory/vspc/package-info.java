/**
 * The VMs of VMware's hosts, which connect by themselves. Read {@link
 * dev.consolegw.gateway.directory.vspc.VspcDirectory} first, then {@link
 * dev.consolegw.gateway.directory.vspc.Claim}. Used by {@code command}, {@code gateway}, {@code
 * telnet}.
 */
@NullMarked
package dev.consolegw.gateway.directory.vspc;

import org.jspecify.annotations.NullMarked;
