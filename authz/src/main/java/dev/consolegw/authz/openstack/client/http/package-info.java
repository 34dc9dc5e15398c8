/**
 * Carries the client's requests over the JDK's own HTTP. Read {@link
 * dev.consolegw.authz.openstack.client.http.JdkTransport} first, then {@link
 * dev.consolegw.authz.openstack.client.http.JdkAnswer}. Used by {@code authz.openstack.client}.
 */
@NullMarked
package dev.consolegw.authz.openstack.client.http;

import org.jspecify.annotations.NullMarked;
