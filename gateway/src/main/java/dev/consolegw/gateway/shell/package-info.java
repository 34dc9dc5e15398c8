/** Commands, files and ports in the guest of a console, over its serial line. */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell;
