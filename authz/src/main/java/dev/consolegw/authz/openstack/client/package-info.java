/**
 * Speaks to Keystone and Nova. Read {@link dev.consolegw.authz.openstack.client.Cloud} first, then
 * {@link dev.consolegw.authz.openstack.client.CloudException} and {@link
 * dev.consolegw.authz.openstack.client.ComputeApi}. Used by {@code authz.openstack}, {@code check},
 * {@code client}, {@code directory.nova}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.authz.openstack.client;

import org.jspecify.annotations.NullMarked;
