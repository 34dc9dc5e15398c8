/**
 * The servers of an OpenStack cloud, and where their consoles are dialled. Read {@link
 * dev.consolegw.gateway.directory.nova.NovaDirectory} first, then {@link
 * dev.consolegw.gateway.directory.nova.ServerCondition}. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.directory.nova;

import org.jspecify.annotations.NullMarked;
