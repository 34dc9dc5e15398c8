/**
 * Commands, files and ports in the guest of a console, over its serial line. Used by {@code front},
 * {@code gateway}, {@code ssh}.
 */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell;
