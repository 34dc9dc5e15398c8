/**
 * What a gateway is made to do once, so that the JVM can write down its classes and what its
 * methods do: real clients come, type, and take much output. Read {@link
 * dev.consolegw.gateway.rehearsal.Rehearsal} first, then {@link
 * dev.consolegw.gateway.rehearsal.EchoGuest}. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
