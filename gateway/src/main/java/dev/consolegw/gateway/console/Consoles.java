package dev.consolegw.gateway.console;

import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.StoredConsole;
import dev.consolegw.gateway.history.HistoryReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** All consoles. Any thread, except where a method says that it waits. */
public interface Consoles {

  /**
   * The console, with its history open. Waits for the disk the first time.
   *
   * @throws IOException when its history cannot be opened
   */
  Console open(ConsoleEntry entry) throws IOException;

  /**
   * Asks again for every grant that is in use, for who decides may say something else by now. Asks
   * once more after a short while, for those who are just being let in. Returns at once.
   */
  void recheckGrants();

  /** The console if anybody has asked for it since the gateway started. */
  Optional<Console> ifOpen(ConsoleId id);

  /**
   * The consoles of which something is on disk, also those that are gone. Waits for the disk.
   *
   * @throws IOException when it cannot be read
   */
  List<StoredConsole> kept() throws IOException;

  /**
   * What a console that is gone has printed, only to be read, if anything is left. Waits for the
   * disk.
   *
   * @throws IOException when it cannot be read
   */
  Optional<HistoryReader.Opened> left(ConsoleId gone) throws IOException;
}
