package dev.consolegw.gateway.front;

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
import dev.consolegw.gateway.ssh.PublicKeyAuth;
import dev.consolegw.gateway.ssh.SshChannel;
import dev.consolegw.gateway.terminal.Printable;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.server.session.ServerSession;
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

  /** Takes a channel whose client waits to be served. Returns at once. */
  public void receive(SshChannel channel) {
    tasks.execute(() -> serve(channel));
  }

  private void serve(SshChannel channel) {
    var caller = caller(channel);
    var screen = new ChannelSink(channel, channel.out(), channel.hasPty());
    try {
      var command = channel.command();
      if (channel.wantsFiles()) {
        CommandHandler.run(channel, io -> sftp.serve(io, caller));
      } else if (command.isPresent()) {
        runOrOpen(channel, screen, caller, command.get());
      } else if (Picker.isMeant(caller)) {
        pick(channel, screen, caller);
      } else {
        attach(channel, screen, caller, access.open(caller, channel.hasPty()));
      }
    } catch (Refusal refusal) {
      refuse(screen, refusal.ending());
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("session failed: session={}", caller.session().id(), bug);
      refuse(screen, SessionEnd.now(ExitCode.UNAVAILABLE, "the gateway failed; its log says how"));
    }
  }

  private void runOrOpen(SshChannel channel, ChannelSink screen, Caller caller, String command)
      throws Refusal {
    var opens = commands.opens(command, caller);
    if (opens.isPresent()) {
      attach(channel, screen, caller, access.open(opens.get(), caller, channel.hasPty()));
    } else {
      CommandHandler.run(channel, io -> commands.run(command, io, caller));
    }
  }

  private void pick(SshChannel channel, ChannelSink screen, Caller caller) throws Refusal {
    Picker.need(caller, channel.terminalType());
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
      SshChannel channel, ChannelSink screen, Caller caller, AuthorizedConsole authorized) {
    var who = new AttachRequest(caller.session(), authorized.grant(), authorized.wishes(), screen);
    switch (authorized.console().attach(who)) {
      case AttachResult.Admitted(var viewer) -> channel.begin(new ConsoleHandler(viewer, screen));
      case AttachResult.Refused(SessionEnd ending) -> refuse(screen, ending);
    }
  }

  private static void refuse(ChannelSink screen, SessionEnd ending) {
    screen.end(ending);
  }

  private Caller caller(SshChannel channel) {
    var ssh = channel.getSession();
    var identity = PublicKeyAuth.identity(ssh).orElseThrow();
    var session =
        new Session(
            HexFormat.of().toHexDigits(sessions.incrementAndGet(), 6),
            identity,
            address(ssh),
            clock.instant());
    return new Caller(session, ssh.getUsername(), channel.environment(), channel.hasPty());
  }

  private static String address(ServerSession ssh) {
    return ssh.getClientAddress() instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : Printable.of(String.valueOf(ssh.getClientAddress())).toString();
  }
}
