/** A guest without Python: a POSIX shell and a few of its tools run commands for us. */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell.posix;
