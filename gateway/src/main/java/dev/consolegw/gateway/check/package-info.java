/**
 * Tries what the gateway will ask of a cloud, and says what is missing. Read {@link
 * dev.consolegw.gateway.check.CloudCheck} first, then {@code Need} and {@code Trials}. Used by
 * {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.check;

import org.jspecify.annotations.NullMarked;
