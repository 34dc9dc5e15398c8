/**
 * What a guest does for us that has a program of ours in it: it runs commands, and connects. Used
 * by {@code shell}, {@code shell.link}, {@code shell.link.channel}, {@code shell.link.stream},
 * {@code shell.posix}, {@code shell.signin}, {@code ssh}, {@code ssh.forward}.
 */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell.guest;
