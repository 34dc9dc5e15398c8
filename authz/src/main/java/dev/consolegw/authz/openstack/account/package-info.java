/**
 * Where a cloud is and how we sign in to it, as {@code clouds.yaml}, {@code secure.yaml} and {@code
 * OS_*} say. Read {@link dev.consolegw.authz.openstack.account.CloudFiles} first, then {@link
 * dev.consolegw.authz.openstack.account.CloudConfig}. For the client beside it, and for whoever
 * wires one.
 */
@NullMarked
package dev.consolegw.authz.openstack.account;

import org.jspecify.annotations.NullMarked;
