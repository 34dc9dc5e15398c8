/**
 * What a client's channel becomes, whatever carries it. Read {@link
 * dev.consolegw.gateway.front.SessionRouter} first.
 */
@NullMarked
package dev.consolegw.gateway.front;

import org.jspecify.annotations.NullMarked;
