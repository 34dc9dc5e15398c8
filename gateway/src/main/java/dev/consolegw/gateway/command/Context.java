package dev.consolegw.gateway.command;

import java.time.InstantSource;

/** What a command works with. */
record Context(Door door, Caller caller, CommandIo io, InstantSource clock) {

  /** The console that the user name means; a command is no terminal, whatever the client has. */
  Opened open() throws Refusal {
    return door.open(caller, false);
  }
}
