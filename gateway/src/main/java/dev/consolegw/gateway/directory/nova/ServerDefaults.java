package dev.consolegw.gateway.directory.nova;

import dev.consolegw.config.OpenStackSettings;
import dev.consolegw.config.ShellSettings;
import dev.consolegw.config.value.ByteSize;
import java.util.Optional;

/**
 * What holds for every server of the cloud.
 *
 * @param keep how much output of each is kept
 * @param shell how commands get to a shell of its guest
 */
public record ServerDefaults(ByteSize keep, Optional<ShellSettings.Shell> shell) {

  /** Those of a configuration. */
  public static ServerDefaults of(ByteSize keep, OpenStackSettings settings) {
    return new ServerDefaults(keep, settings.shell().map(ShellSettings.Shell::withoutPlaces));
  }
}
