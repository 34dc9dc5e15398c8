package dev.consolegw.gateway.command;

import dev.consolegw.authz.SshKey;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.access.RemovedConsoles;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.ops.audit.Audit;
import dev.consolegw.gateway.ops.audit.CommandRun;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.ExecStreams;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What a command works with.
 *
 * @param commands all of them, with what they share
 * @param caller whose command it is
 * @param io where its client reads and writes
 * @param run told of the console that it is about
 */
public record CommandContext(Commands commands, Caller caller, ExecStreams io, CommandRun run) {

  public ConsoleAccess access() {
    return commands.access();
  }

  public Recordings recordings() {
    return commands.recordings();
  }

  /** Where a history may be read for whoever asks: one read at a time, and in their turn. */
  public Executor disk(HistoryReader history) {
    return access().disk(caller, history);
  }

  /** Where patterns are looked for. */
  public PatternThreads patterns() {
    return commands.patterns();
  }

  /** What stands on the screens of guests. */
  public ScreenServices screens() {
    return commands.screens();
  }

  /** Where what it does beside is told. */
  public Audit audit() {
    return commands.audit();
  }

  public InstantSource clock() {
    return commands.clock();
  }

  /** The public keys by which clients know the gateway, at present. */
  public List<SshKey> hostKeys() {
    return commands.hostKeys();
  }

  /** The console that the user name means; a command is no terminal, whatever the client has. */
  public AuthorizedConsole open() throws Refusal {
    var opened = access().open(caller, false);
    run.opened(opened.console().entry().id(), opened.grant());
    return opened;
  }

  /**
   * What the console that the user name meant has left, to be closed; for those who could manage
   * it.
   *
   * @param unknown what somebody is told for whom there is none
   */
  public HistoryReader.Opened former(Refusal unknown) throws Refusal {
    return new RemovedConsoles(access()).history(caller, unknown, run::opened);
  }
}
