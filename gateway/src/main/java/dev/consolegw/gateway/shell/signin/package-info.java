/**
 * From what a guest shows on its serial console to a shell prompt that is ours, and back. Read
 * {@link dev.consolegw.gateway.shell.signin.SignIn} first. Used by {@code shell}.
 */
@NullMarked
package dev.consolegw.gateway.shell.signin;

import org.jspecify.annotations.NullMarked;
