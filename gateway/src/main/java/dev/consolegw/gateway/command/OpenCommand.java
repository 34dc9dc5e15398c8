package dev.consolegw.gateway.command;

import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.session.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * For names that a user name cannot hold. The channel becomes the console; see {@link
 * Commands#opens}.
 */
@picocli.CommandLine.Command(
    name = OpenCommand.NAME,
    description = "Opens a console whose name a user name cannot hold.")
public final class OpenCommand implements Command {
  /** What {@link Commands#opens} knows it by. */
  public static final String NAME = "open";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "The server's name, as it is.")
  private String name = "";

  @Parameters(paramLabel = "OPTION", arity = "0..*", description = "As after +, such as ro.")
  private List<String> options = new ArrayList<>();

  ConsoleName console(Caller caller) throws ConsoleNameException {
    var wanted = new HashMap<String, String>();
    for (var option : options) {
      int is = option.indexOf('=');
      wanted.put(is < 0 ? option : option.substring(0, is), is < 0 ? "" : option.substring(is + 1));
    }
    return ConsoleName.literal(name).withOptions(wanted).merge(caller.environment());
  }

  @Override
  public ExitCode run(CommandContext context) {
    throw new IllegalStateException("open is the channel's own business");
  }
}
