/**
 * VMware's hosts, with the whole gateway and real clients. Read {@link
 * dev.consolegw.gateway.e2e.vspc.VspcConsoleTest} first. Nobody uses this.
 */
@NullMarked
package dev.consolegw.gateway.e2e.vspc;

import org.jspecify.annotations.NullMarked;
