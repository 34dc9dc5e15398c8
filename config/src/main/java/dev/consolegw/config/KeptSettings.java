package dev.consolegw.config;

/** New settings with the old values of what cannot change while the gateway runs. No state. */
public final class KeptSettings {
  private KeptSettings() {}

  /** Of the front only the authority for its host keys changes. */
  public static Settings.Ssh ssh(Settings.Ssh before, Settings.Ssh wanted) {
    return new Settings.Ssh(
        before.listen(),
        before.algorithms(),
        wanted.hostCa(),
        before.loginGrace(),
        before.strangersPerAddress(),
        before.strangers(),
        before.connections(),
        before.channels(),
        before.silentSeat(),
        before.silentEnd(),
        before.penalties());
  }

  /** The cloud stays the one that it was, and so does the way to its console proxies. */
  public static Settings.OpenStack sameCloud(Settings.OpenStack before, Settings.OpenStack wanted) {
    return sameWay(
        before,
        new Settings.OpenStack(
            wanted.where(),
            before.cloud(),
            before.region(),
            before.endpoints(),
            wanted.rights(),
            wanted.sessions(),
            wanted.recheck(),
            wanted.grant(),
            wanted.refresh(),
            wanted.callsPerSecond(),
            wanted.capture(),
            wanted.via()));
  }

  /** The way to the cloud's console proxies stays. */
  public static Settings.OpenStack sameWay(Settings.OpenStack before, Settings.OpenStack wanted) {
    return new Settings.OpenStack(
        wanted.where(),
        wanted.cloud(),
        wanted.region(),
        wanted.endpoints(),
        wanted.rights(),
        wanted.sessions(),
        wanted.recheck(),
        wanted.grant(),
        wanted.refresh(),
        wanted.callsPerSecond(),
        wanted.capture(),
        before.via());
  }
}
