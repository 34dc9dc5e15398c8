package dev.consolegw.gateway.sftp.files;

import dev.consolegw.gateway.access.AuthorizedConsole;
import java.io.IOException;
import java.util.List;

/** The documents of one folder of the tree, such as a console's recordings. */
@FunctionalInterface
public interface Shelf {
  /**
   * Those of one console, by name; asked for anew whenever a client looks. May block.
   *
   * @param console with the right that the person has on it
   * @throws IOException when they cannot be listed now; the message is for the person
   */
  List<? extends Document> of(AuthorizedConsole console) throws IOException;
}
