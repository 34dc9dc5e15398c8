/**
 * A cloud in this process: Keystone and Nova as a real one answers, and faults on demand. Read
 * {@link dev.consolegw.authz.openstack.testing.CloudStub} first. For tests here and in the gateway.
 */
@NullMarked
package dev.consolegw.authz.openstack.testing;

import org.jspecify.annotations.NullMarked;
