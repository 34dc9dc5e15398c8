/**
 * What one client costs, and whom it is charged to. Read {@link
 * dev.consolegw.gateway.budget.Budget} first. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.budget;

import org.jspecify.annotations.NullMarked;
