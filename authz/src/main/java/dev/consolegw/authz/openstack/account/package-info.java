/**
 * Where a cloud is and how we sign in to it, as {@code clouds.yaml}, {@code secure.yaml} and {@code
 * OS_*} say. Read {@link dev.consolegw.authz.openstack.account.CloudFiles} first, then {@link
 * dev.consolegw.authz.openstack.account.CloudConfig}. Used by {@code authz.openstack.client},
 * {@code authz.openstack.client.http}, {@code check}, {@code client}, {@code gateway}, {@code ops}.
 */
@NullMarked
package dev.consolegw.authz.openstack.account;

import org.jspecify.annotations.NullMarked;
