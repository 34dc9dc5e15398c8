/**
 * Speaks to Keystone and Nova. Read {@link dev.consolegw.authz.openstack.client.Cloud} first, then
 * {@link dev.consolegw.authz.openstack.client.CloudException} and {@link
 * dev.consolegw.authz.openstack.client.ComputeApi}. For the people of a cloud, for the directory
 * and the wire of Nova, and for whoever wires them.
 */
@NullMarked
package dev.consolegw.authz.openstack.client;

import org.jspecify.annotations.NullMarked;
