package dev.consolegw.gateway;

import dev.consolegw.gateway.command.ClearCommand;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.HelpCommand;
import dev.consolegw.gateway.command.KickCommand;
import dev.consolegw.gateway.command.ListCommand;
import dev.consolegw.gateway.command.OpenCommand;
import dev.consolegw.gateway.command.StatusCommand;
import dev.consolegw.gateway.command.UrlCommand;
import dev.consolegw.gateway.command.VspcCommand;
import dev.consolegw.gateway.command.WhoCommand;
import dev.consolegw.gateway.command.config.ConfigCommand;
import dev.consolegw.gateway.command.config.HostKeysCommand;
import dev.consolegw.gateway.command.guest.BreakCommand;
import dev.consolegw.gateway.command.guest.ResetCommand;
import dev.consolegw.gateway.command.guest.SendCommand;
import dev.consolegw.gateway.command.guest.SysrqCommand;
import dev.consolegw.gateway.command.guest.WaitCommand;
import dev.consolegw.gateway.command.log.LogCommand;
import dev.consolegw.gateway.command.recordings.RecordingsCommand;
import dev.consolegw.gateway.command.screen.ScreenCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Every command by its name. A new one is one line here, and {@code help} prints it from there. */
public final class CommandTable {
  private CommandTable() {}

  /** All of them, in the order in which {@code help} lists them. */
  public static Map<String, Supplier<Command>> all() {
    var kinds = new LinkedHashMap<String, Supplier<Command>>();
    kinds.put("list", ListCommand::new);
    kinds.put("config", ConfigCommand::new);
    kinds.put("hostkeys", HostKeysCommand::new);
    kinds.put("vspc", VspcCommand::new);
    kinds.put("status", StatusCommand::new);
    kinds.put("who", WhoCommand::new);
    kinds.put("kick", KickCommand::new);
    kinds.put("clear", ClearCommand::new);
    kinds.put("log", LogCommand::new);
    kinds.put("screen", ScreenCommand::new);
    kinds.put("recordings", RecordingsCommand::new);
    kinds.put(OpenCommand.NAME, OpenCommand::new);
    kinds.put("url", UrlCommand::new);
    kinds.put("break", BreakCommand::new);
    kinds.put("sysrq", SysrqCommand::new);
    kinds.put("reset", ResetCommand::new);
    kinds.put("send", SendCommand::new);
    kinds.put("wait", WaitCommand::new);
    kinds.put("help", HelpCommand::new);
    return kinds;
  }
}
