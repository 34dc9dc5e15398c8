/**
 * What stands on a terminal that has shown everything a console printed, made from its history when
 * somebody asks. Read {@link dev.consolegw.gateway.console.screen.Screens} first. Used by more than
 * eight packages.
 */
@NullMarked
package dev.consolegw.gateway.console.screen;

import org.jspecify.annotations.NullMarked;
