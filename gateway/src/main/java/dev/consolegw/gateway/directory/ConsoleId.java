package dev.consolegw.gateway.directory;

import java.util.Optional;

/**
 * One serial port of one server of one directory, the same for as long as the server exists.
 *
 * @param directory which directory knows it
 * @param server the server's stable key there
 * @param port the label of the port
 */
public record ConsoleId(String directory, String server, String port) {

  /** For file names and logs: {@code file/lab/web1:0}. Different consoles have different texts. */
  @Override
  public String toString() {
    return directory + '/' + server + ':' + port;
  }

  /** The console of such a text; nothing when it is none. */
  public static Optional<ConsoleId> parse(String text) {
    int directory = text.indexOf('/');
    int port = text.lastIndexOf(':');
    return directory < 0 || port < directory
        ? Optional.empty()
        : Optional.of(
            new ConsoleId(
                text.substring(0, directory),
                text.substring(directory + 1, port),
                text.substring(port + 1)));
  }
}
