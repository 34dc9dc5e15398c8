/**
 * Far sides to test against: small servers of our own that behave as guests, QEMU and Odorobo do,
 * each as hard to please as the real one. Read {@link
 * dev.consolegw.gateway.testing.farside.FarSide} first, then {@link
 * dev.consolegw.gateway.testing.farside.FakeGuest}. For all tests of this project.
 */
@NullMarked
package dev.consolegw.gateway.testing;

import org.jspecify.annotations.NullMarked;
