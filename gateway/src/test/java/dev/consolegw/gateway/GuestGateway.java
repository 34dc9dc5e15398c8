package dev.consolegw.gateway;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.ops.LogHealth;
import dev.consolegw.gateway.shell.LocalGuest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A gateway whose consoles all have the same guest, which is reached without a line. */
public final class GuestGateway {
  private GuestGateway() {}

  /**
   * Makes one.
   *
   * @param log how the log of the program fares, which is its audit
   */
  public static Gateway of(Settings settings, LocalGuest guest, LogHealth log)
      throws SettingsException, IOException {
    var none = new CloudFiles(Map.of(), List.of());
    return new Gateway(settings, ConsoleLimits.DEFAULT, none, log, guest::shells);
  }
}
