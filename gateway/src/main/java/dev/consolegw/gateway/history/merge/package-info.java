/** What a wire replays is laid onto what is known already, so that nothing is kept twice. */
@NullMarked
package dev.consolegw.gateway.history.merge;

import org.jspecify.annotations.NullMarked;
