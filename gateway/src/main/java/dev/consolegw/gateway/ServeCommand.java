package dev.consolegw.gateway;

import dev.consolegw.config.Settings;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.client.Signals;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.ops.FileModes;
import dev.consolegw.gateway.ops.LogStream;
import dev.consolegw.gateway.ops.OutOfMemory;
import dev.consolegw.gateway.ops.SystemdNotifier;
import dev.consolegw.gateway.ops.audit.AuditEvent;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as a program, from its settings to SIGTERM.
 *
 * <p>On the main thread of the program; what ends it, on that of its shutdown hook.
 */
final class ServeCommand {
  static final String STANDARD_CONFIG = "/etc/console-gw/console-gw.yaml";

  static final String OPTION = "--config";

  private static final String UNREAD =
      "the new settings have mistakes, which the log names; the old ones stay in use";

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  /** What a JVM ends with at SIGTERM. */
  private static final int TERMINATED = 128 + 15;

  private final AtomicBoolean ending = new AtomicBoolean();
  private final Path config;
  private final LogStream errors;
  private final OutOfMemory memory;

  ServeCommand(Path config, LogStream errors, OutOfMemory memory) {
    this.config = config;
    this.errors = errors;
    this.memory = memory;
  }

  /**
   * The configuration of a command line as services have it: {@code serve}, with {@code --config
   * FILE} or without. To know all commands and options, as it takes to understand any other or to
   * say what is wrong with it, is a large part of a start.
   */
  static Optional<Path> plain(String... args) {
    if (args.length == 0 || !args[0].equals("serve")) {
      return Optional.empty();
    }
    if (args.length == 1) {
      return Optional.of(Path.of(STANDARD_CONFIG));
    }
    var file = "";
    if (args.length == 2 && args[1].startsWith(OPTION + '=')) {
      file = args[1].substring(OPTION.length() + 1);
    } else if (args.length == 3 && args[1].equals(OPTION)) {
      file = args[2];
    }
    boolean isPlain = !file.isEmpty() && "-@\"'".indexOf(file.charAt(0)) < 0;
    try {
      return isPlain ? Optional.of(Path.of(file)) : Optional.empty();
    } catch (InvalidPathException mistake) {
      return Optional.empty();
    }
  }

  /** Serves until the process ends, or returns its status when it cannot. */
  int run() throws IOException, InterruptedException {
    errors.install();
    try {
      var hangups = new Semaphore(0);
      Signals.on("HUP", hangups::release);
      var gateway = new Gateway(settings(config), errors);
      FileModes.log(FileModes.settings(config));
      var systemd = new SystemdNotifier(System.getenv());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(gateway, systemd)));
      Signals.on("TERM", () -> end(gateway, systemd));
      var listening = listening(gateway.start());
      listening.forEach(one -> System.out.println("console-gw: " + one));
      systemd.watch(gateway.parts(), () -> !memory.hasRunOut());
      systemd.ready(String.join("; ", listening));
      while (true) {
        hangups.acquire();
        int _ = hangups.drainPermits(); // one reading is enough for all that came
        systemd.reloading();
        gateway.audit().reopen();
        systemd.ready(reload(gateway) ? String.join("; ", listening) : UNREAD);
      }
    } catch (SettingsException mistakes) {
      return mistakes(mistakes);
    }
  }

  private static List<String> listening(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(one -> "listening on " + one.getAddress().getHostAddress() + ':' + one.getPort())
        .toList();
  }

  /** Whether new settings are in use. What is wrong is logged; nothing has changed then. */
  private boolean reload(Gateway gateway) {
    try {
      gateway.reload(settings(config));
      return true;
    } catch (SettingsException mistakes) {
      Sources.refused(mistakes.problems());
      var all = mistakes.problems();
      var where = String.valueOf(all.getFirst().where());
      gateway.audit().record(new AuditEvent.SettingsRefused(all.size(), where));
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=reload-failed", bug); // and the next hangup is heard
    }
    return false;
  }

  /** Reads the settings, with every mistake that shows in them alone. */
  static Settings settings(Path config) throws SettingsException {
    var problems = new Problems();
    var settings = SettingsLoader.load(config, problems);
    problems.throwIfAny();
    return settings;
  }

  /** Says them; returns the status of the process. */
  static int mistakes(SettingsException mistakes) {
    mistakes.problems().forEach(System.err::println);
    return ExitCode.CONFIGURATION.status();
  }

  /**
   * SIGTERM, each on a thread of its own: at the first, who is here may stay for as long as the
   * settings say; at the second, nobody.
   */
  private void end(Gateway gateway, SystemdNotifier systemd) {
    if (!ending.getAndSet(true)) {
      systemd.stopping();
      try {
        gateway.drain(systemd::stopping);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException bug) {
        Uncaught.pass(bug);
        log.error("event=drain-failed", bug); // and it ends at once
      }
    }
    System.exit(TERMINATED);
  }

  private void close(Gateway gateway, SystemdNotifier systemd) {
    if (!ending.get()) {
      systemd.stopping();
    }
    try {
      gateway.close();
    } catch (IOException failure) {
      System.err.println("console-gw: not everything could be closed: " + failure.getMessage());
    }
    errors.drain(LogStream.AT_EXIT);
  }
}
