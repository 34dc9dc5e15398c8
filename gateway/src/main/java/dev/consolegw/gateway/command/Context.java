package dev.consolegw.gateway.command;

import dev.consolegw.gateway.recording.Recordings;
import java.time.InstantSource;

/** What a command works with. */
record Context(Door door, Caller caller, CommandIo io, Recordings recordings, InstantSource clock) {

  /** The console that the user name means; a command is no terminal, whatever the client has. */
  Opened open() throws Refusal {
    return door.open(caller, false);
  }
}
