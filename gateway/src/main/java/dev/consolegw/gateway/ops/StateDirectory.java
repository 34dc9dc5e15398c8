package dev.consolegw.gateway.ops;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Settings;
import dev.consolegw.config.state.StateFolder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** Where a gateway keeps what outlives it. */
public final class StateDirectory {
  private StateDirectory() {}

  /**
   * The directory, made if it was not there; what others may do with it, or with the cloud's
   * passwords, is in the log.
   *
   * @throws IOException with a sentence, when it cannot be used
   */
  public static Path ready(Settings settings, CloudFiles clouds) throws IOException {
    var state = make(settings.state());
    FileModes.log(FileModes.state(state));
    settings.openstack().ifPresent(_ -> FileModes.log(FileModes.clouds(clouds.watched())));
    return state;
  }

  private static Path make(Path state) throws IOException {
    try {
      return StateFolder.make(state);
    } catch (FileAlreadyExistsException failure) {
      throw new IOException("the state " + state + " is no directory; change 'state'", failure);
    } catch (IOException failure) {
      var why = failure instanceof AccessDeniedException ? "no permission" : failure.getMessage();
      throw new IOException("the state " + state + " cannot be made: " + why, failure);
    }
  }
}
