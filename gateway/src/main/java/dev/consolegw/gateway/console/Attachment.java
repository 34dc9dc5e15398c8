package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;

/** What it takes to become a viewer: who, with which right, how, and where the output goes. */
public record Attachment(Session session, Grant grant, Wishes wishes, Screen screen) {}
