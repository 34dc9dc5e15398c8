/**
 * What no catch may keep to itself, and the timer thread that keeps to that. Read {@link
 * dev.consolegw.gateway.fault.Uncaught} first, then {@link dev.consolegw.gateway.fault.Timer}. Used
 * by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.fault;

import org.jspecify.annotations.NullMarked;
