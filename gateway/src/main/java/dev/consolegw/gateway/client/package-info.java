/**
 * The small client: one person or script on one console, without a gateway. Read {@link
 * dev.consolegw.gateway.client.ConnectCommand} first, then {@code Client} and {@code Target}. Used
 * by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.client;

import org.jspecify.annotations.NullMarked;
