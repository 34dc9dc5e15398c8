/**
 * The values that settings are made of: sizes, times, places, secrets; and how they are spelled.
 */
@NullMarked
package dev.consolegw.config.value;

import org.jspecify.annotations.NullMarked;
