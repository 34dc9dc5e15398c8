/**
 * Reads what the configuration says of where to dial. Read {@link
 * dev.consolegw.gateway.directory.address.PortSettings} first. Used by {@code directory}, {@code
 * gateway}.
 */
@NullMarked
package dev.consolegw.gateway.directory.address;

import org.jspecify.annotations.NullMarked;
