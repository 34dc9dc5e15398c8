/**
 * Starts the gateway, wires its parts, stops it. Read {@code Gateway} first: it sees all, and
 * nobody sees it.
 */
@NullMarked
package dev.consolegw.gateway;

import org.jspecify.annotations.NullMarked;
