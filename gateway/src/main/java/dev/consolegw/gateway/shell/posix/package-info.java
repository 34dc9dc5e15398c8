/**
 * A guest without Python: a POSIX shell and a few of its tools run commands for us. Used by {@code
 * shell}.
 */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell.posix;
