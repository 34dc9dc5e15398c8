/**
 * Whether the gateway lives, and whether it does its work. Read {@link
 * dev.consolegw.gateway.ops.health.Readiness} first. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.ops.health;

import org.jspecify.annotations.NullMarked;
