/**
 * What one client costs, and whom it is charged to. Read {@link
 * dev.consolegw.gateway.budget.Budget} first. Used by {@code command.pattern}, {@code
 * console.local}, {@code front}, {@code gateway}, {@code ops}, {@code ssh}, {@code ssh.channel}.
 */
@NullMarked
package dev.consolegw.gateway.budget;

import org.jspecify.annotations.NullMarked;
