/**
 * What a guest does for us that has a program of ours in it: it runs commands, and connects. Used
 * by more than eight packages.
 */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell.guest;
