package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.ViewerOptions;

/** What it takes to become a viewer: who, with which right, how, and where the output goes. */
public record AttachRequest(Session session, Grant grant, ViewerOptions options, ViewerSink sink) {}
