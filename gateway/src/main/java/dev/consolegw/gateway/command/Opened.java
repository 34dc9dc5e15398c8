package dev.consolegw.gateway.command;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Wishes;

/** A console that somebody named and may open, and how they want it. */
public record Opened(Console console, Grant grant, Wishes wishes) {}
