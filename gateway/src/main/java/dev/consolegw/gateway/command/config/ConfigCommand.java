package dev.consolegw.gateway.command.config;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "config",
    description = "Prints the consoles that you may open as a configuration for ssh, or ansible.",
    subcommands = {SshConfig.class, AnsibleInventory.class})
public final class ConfigCommand implements Command {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    return new SshConfig(options).run(context);
  }
}
