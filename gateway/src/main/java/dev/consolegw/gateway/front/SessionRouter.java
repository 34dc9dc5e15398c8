package dev.consolegw.gateway.front;

import dev.consolegw.authz.Identity;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.console.AttachRequest;
import dev.consolegw.gateway.console.AttachResult;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.picker.Picker;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.sftp.Sftp;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the channels of people who have signed in: each becomes a console, a command or files.
 */
public final class SessionRouter {
  private static final Logger log = LoggerFactory.getLogger(SessionRouter.class);

  private final ConsoleAccess access;
  private final Commands commands;
  private final Sftp sftp;
  private final InstantSource clock;
  private final Executor tasks;
  private final AtomicInteger sessions = new AtomicInteger();
  private final Set<PickerHandler> menus = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param tasks runs each channel's beginning, and each command, on a virtual thread
   */
  public SessionRouter(
      ConsoleAccess access, Commands commands, Sftp sftp, InstantSource clock, Executor tasks) {
    this.access = access;
    this.commands = commands;
    this.sftp = sftp;
    this.clock = clock;
    this.tasks = tasks;
  }

  /**
   * A new session, with an id that is unique among those of all fronts. Any thread.
   *
   * @param address where from, without the port
   */
  public Session session(Identity identity, String address) {
    var id = HexFormat.of().toHexDigits(sessions.incrementAndGet(), 6);
    return new Session(id, identity, address, clock.instant());
  }

  /** Takes a channel whose client waits to be served. Returns at once. */
  public void receive(ClientChannel channel) {
    tasks.execute(() -> serve(channel));
  }

  private void serve(ClientChannel channel) {
    var caller = channel.caller();
    var screen = new ChannelSink(channel, channel.out(), caller.pty());
    try {
      switch (channel.request()) {
        case Request.Files() -> CommandHandler.run(channel, io -> sftp.serve(io, caller));
        case Request.Exec(var line) -> runOrOpen(channel, screen, caller, line);
        case Request.View(var id) -> attach(channel, screen, caller, access.open(id, caller));
        case Request.Shell(var terminalType) -> {
          if (Picker.isMeant(caller)) {
            Picker.need(caller, terminalType);
            pick(channel, screen, caller);
          } else {
            attach(channel, screen, caller, access.open(caller, caller.pty()));
          }
        }
      }
    } catch (Refusal refusal) {
      refuse(screen, refusal.ending());
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=session-fault session={}", caller.session().id(), bug);
      refuse(screen, SessionEnd.now(ExitCode.UNAVAILABLE, "the gateway failed; its log says how"));
    }
  }

  private void runOrOpen(ClientChannel channel, ChannelSink screen, Caller caller, String command)
      throws Refusal {
    var opens = commands.opens(command, caller);
    if (opens.isPresent()) {
      attach(channel, screen, caller, access.open(opens.get(), caller, caller.pty()));
    } else {
      CommandHandler.run(channel, io -> commands.run(command, io, caller));
    }
  }

  private void pick(ClientChannel channel, ChannelSink screen, Caller caller) throws Refusal {
    var menu = new PickerHandler(channel, screen, caller, access);
    menus.add(menu);
    try {
      if (stopping) {
        menu.stop();
      }
      menu.run(clock);
    } finally {
      menus.remove(menu);
    }
  }

  /** Ends all lists of consoles, which have no console to end them. */
  public void stop() {
    stopping = true;
    menus.forEach(PickerHandler::stop);
  }

  private static void attach(
      ClientChannel channel, ChannelSink screen, Caller caller, AuthorizedConsole authorized) {
    var who = new AttachRequest(caller.session(), authorized.grant(), authorized.wishes(), screen);
    switch (authorized.console().attach(who)) {
      case AttachResult.Admitted(var viewer) -> channel.begin(new ConsoleHandler(viewer, screen));
      case AttachResult.Refused(SessionEnd ending) -> refuse(screen, ending);
    }
  }

  private static void refuse(ChannelSink screen, SessionEnd ending) {
    screen.end(ending);
  }
}
