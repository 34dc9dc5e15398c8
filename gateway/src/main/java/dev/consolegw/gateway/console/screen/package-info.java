/**
 * What stands on a terminal that has shown everything a console printed, made from its history when
 * somebody asks. Read {@link dev.consolegw.gateway.console.screen.Screens} first. Used by {@code
 * console}, {@code console.viewer}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.console.screen;

import org.jspecify.annotations.NullMarked;
