package dev.consolegw.gateway;

import dev.consolegw.authz.openstack.account.CloudFiles;
import dev.consolegw.config.Settings;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.console.ConsoleLimits;
import dev.consolegw.gateway.shell.LocalGuest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A gateway whose consoles all have the same guest, which is reached without a line. */
public final class GuestGateway {
  private GuestGateway() {}

  public static Gateway of(Settings settings, LocalGuest guest)
      throws SettingsException, IOException {
    var none = new CloudFiles(Map.of(), List.of());
    return new Gateway(settings, ConsoleLimits.DEFAULT, none, () -> true, guest::shells);
  }
}
