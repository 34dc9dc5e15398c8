package dev.consolegw.gateway.directory;

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
}
