/**
 * A history read from one offset to another into whoever makes something of it. Read {@link
 * dev.consolegw.gateway.history.feed.HistoryFeed} first. Used by {@code console.live}, {@code
 * console.screen}.
 */
@NullMarked
package dev.consolegw.gateway.history.feed;

import org.jspecify.annotations.NullMarked;
