package dev.consolegw.gateway.ssh;

import dev.consolegw.gateway.backend.Printable;
import dev.consolegw.gateway.command.Caller;
import dev.consolegw.gateway.command.Commands;
import dev.consolegw.gateway.command.Door;
import dev.consolegw.gateway.command.Opened;
import dev.consolegw.gateway.command.Refusal;
import dev.consolegw.gateway.console.Admission;
import dev.consolegw.gateway.console.Attachment;
import dev.consolegw.gateway.console.Ending;
import dev.consolegw.gateway.console.ExitCode;
import dev.consolegw.gateway.console.Session;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.picker.Picker;
import dev.consolegw.gateway.sftp.Sftp;
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
public final class Reception {
  private static final Logger log = LoggerFactory.getLogger(Reception.class);

  private final Door door;
  private final Commands commands;
  private final Sftp sftp;
  private final InstantSource clock;
  private final Executor tasks;
  private final AtomicInteger sessions = new AtomicInteger();
  private final Set<MenuActivity> menus = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param tasks runs each channel's beginning, and each command, on a virtual thread
   */
  public Reception(Door door, Commands commands, Sftp sftp, InstantSource clock, Executor tasks) {
    this.door = door;
    this.commands = commands;
    this.sftp = sftp;
    this.clock = clock;
    this.tasks = tasks;
  }

  /** Takes a channel whose client waits to be served. Returns at once. */
  void receive(ConsoleChannel channel) {
    tasks.execute(() -> serve(channel));
  }

  private void serve(ConsoleChannel channel) {
    var caller = caller(channel);
    var screen = new ChannelScreen(channel, channel.out(), channel.hasPty());
    try {
      var command = channel.command();
      if (channel.wantsFiles()) {
        CommandActivity.run(channel, io -> sftp.serve(io, caller));
      } else if (command.isPresent()) {
        runOrOpen(channel, screen, caller, command.get());
      } else if (Picker.isMeant(caller)) {
        pick(channel, screen, caller);
      } else {
        attach(channel, screen, caller, door.open(caller, channel.hasPty()));
      }
    } catch (Refusal refusal) {
      refuse(screen, refusal.ending());
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("session failed: session={}", caller.session().id(), bug);
      refuse(screen, Ending.now(ExitCode.UNAVAILABLE, "the gateway failed; its log says how"));
    }
  }

  private void runOrOpen(
      ConsoleChannel channel, ChannelScreen screen, Caller caller, String command) throws Refusal {
    var opens = commands.opens(command, caller);
    if (opens.isPresent()) {
      attach(channel, screen, caller, door.open(opens.get(), caller, channel.hasPty()));
    } else {
      CommandActivity.run(channel, io -> commands.run(command, io, caller));
    }
  }

  private void pick(ConsoleChannel channel, ChannelScreen screen, Caller caller) throws Refusal {
    Picker.need(caller, channel.terminalType());
    var menu = new MenuActivity(channel, screen, caller, door);
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
  void stop() {
    stopping = true;
    menus.forEach(MenuActivity::stop);
  }

  private static void attach(
      ConsoleChannel channel, ChannelScreen screen, Caller caller, Opened opened) {
    var who = new Attachment(caller.session(), opened.grant(), opened.wishes(), screen);
    switch (opened.console().attach(who)) {
      case Admission.Admitted(var viewer) -> channel.begin(new ViewerActivity(viewer, screen));
      case Admission.Refused(Ending ending) -> refuse(screen, ending);
    }
  }

  private static void refuse(ChannelScreen screen, Ending ending) {
    screen.end(ending);
  }

  private Caller caller(ConsoleChannel channel) {
    var ssh = channel.getSession();
    var identity = KeyAuth.identity(ssh).orElseThrow();
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
