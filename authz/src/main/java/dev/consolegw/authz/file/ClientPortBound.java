package dev.consolegw.authz.file;

import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.config.Settings;
import dev.consolegw.config.Settings.Sharing;
import dev.consolegw.config.VspcSettings.ClientMode;
import dev.consolegw.config.VspcSettings.ClientPorts;
import java.util.Optional;

/**
 * What whoever comes through {@code client-ports} may do at most, and how they share a console
 * where their rule does not say it.
 *
 * @param most the highest right that a rule can give them
 */
record ClientPortBound(Right most, Sharing sharing) {
  /** All of them together: nobody can tell them apart. */
  static final Person PERSON = new Person(FilePolicy.SOURCE, ClientPorts.USER);

  static ClientPortBound of(ClientMode mode) {
    return switch (mode) {
      case READ -> new ClientPortBound(Right.WATCH, Sharing.ONE_WRITER);
      case WRITE -> new ClientPortBound(Right.WRITE, Sharing.ONE_WRITER);
      case EXCLUSIVE -> new ClientPortBound(Right.WRITE, Sharing.EXCLUSIVE);
      case FREE_FOR_ALL -> new ClientPortBound(Right.WRITE, Sharing.JOIN);
    };
  }

  Right lowered(Right said) {
    return most.includes(said) ? said : most;
  }

  Settings.Sessions sessions() {
    return new Settings.Sessions(
        Optional.of(sharing),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
