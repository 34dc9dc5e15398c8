package dev.consolegw.gateway.event;

import dev.consolegw.gateway.directory.ConsoleId;

/** What happened, for those who only listen: audit, metrics, recordings. */
public sealed interface GatewayEvent
    permits ConsoleEvent, SessionEvent, FileEvent, ShellEvent, RecordingHappened {

  /** At which console. */
  ConsoleId console();
}
