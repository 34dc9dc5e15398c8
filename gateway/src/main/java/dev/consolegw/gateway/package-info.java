/**
 * Starts the gateway, wires its parts, stops it. Read {@code Gateway} first. It sees all. Used by
 * nobody.
 */
@NullMarked
package dev.consolegw.gateway;

import org.jspecify.annotations.NullMarked;
