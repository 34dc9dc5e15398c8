/**
 * The people of a cloud, their keys out of Nova and their rights out of Keystone. Read {@link
 * dev.consolegw.authz.openstack.CloudPeople} first, then {@link
 * dev.consolegw.authz.openstack.CloudPolicy} and {@code PeopleIndex}. Used by {@code
 * directory.nova}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.authz.openstack;

import org.jspecify.annotations.NullMarked;
