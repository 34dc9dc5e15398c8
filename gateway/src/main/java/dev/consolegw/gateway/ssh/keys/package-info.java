/**
 * What a connection is made secure with: the algorithms, the gateway's own keys and how clients
 * learn them, and how often a source may have keys exchanged. Read {@link
 * dev.consolegw.gateway.ssh.keys.Algorithms} first, then {@link
 * dev.consolegw.gateway.ssh.keys.HostKeys}. Used by {@code gateway}, {@code ssh}.
 */
@NullMarked
package dev.consolegw.gateway.ssh.keys;

import org.jspecify.annotations.NullMarked;
