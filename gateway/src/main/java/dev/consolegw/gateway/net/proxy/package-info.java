/**
 * What a proxy says of its client before that one's bytes: the PROXY protocol. Read {@link
 * dev.consolegw.gateway.net.proxy.ProxyHeader} first. Used by {@code ssh.limits}.
 */
@NullMarked
package dev.consolegw.gateway.net.proxy;

import org.jspecify.annotations.NullMarked;
