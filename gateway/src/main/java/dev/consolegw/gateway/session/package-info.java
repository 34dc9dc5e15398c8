/** Values of one person's stay. Read {@link dev.consolegw.gateway.session.Session} first. */
@NullMarked
package dev.consolegw.gateway.session;

import org.jspecify.annotations.NullMarked;
