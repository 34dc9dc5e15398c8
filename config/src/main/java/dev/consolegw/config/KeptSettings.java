package dev.consolegw.config;

import java.util.List;
import java.util.Optional;

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

  /** Where the audit goes stays; whether it must be written does not. */
  public static OpsSettings.Audit audit(OpsSettings.Audit before, OpsSettings.Audit wanted) {
    return new OpsSettings.Audit(
        before.file(), before.stdout(), before.syslog(), wanted.required());
  }

  /** The cloud stays the one that it was, and so does the way to its console proxies. */
  public static OpenStackSettings sameCloud(OpenStackSettings before, OpenStackSettings wanted) {
    return sameWay(
        before,
        new OpenStackSettings(
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
            wanted.via(),
            wanted.shell()));
  }

  /** The way to the cloud's console proxies stays. */
  public static OpenStackSettings sameWay(OpenStackSettings before, OpenStackSettings wanted) {
    return new OpenStackSettings(
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
        before.via(),
        wanted.shell());
  }

  /**
   * Where it listens, and how much it takes, stays; that it listens at all, too. So does what says
   * who may call, where the new values, made for other addresses, would let in everybody.
   */
  public static Optional<VspcSettings> vspc(
      Optional<VspcSettings> before, Optional<VspcSettings> wanted) {
    return before.map(old -> {
      var anew = wanted.orElse(old);
      var allow = mayBeEmpty(old) ? anew.allow() : nonEmpty(anew.allow(), old.allow());
      boolean everybody = allow.isEmpty() && !mayBeEmpty(old) && !asksForCertificates(anew);
      return new VspcSettings(
          old.where(),
          old.listen(),
          allow,
          everybody ? old.tls() : anew.tls().or(old::tls),
          anew.projects(),
          anew.expire(),
          old.hook(),
          old.strangersPerAddress(),
          old.strangers(),
          old.ports(),
          old.clientPorts().map(ports -> clientPorts(ports, anew.clientPorts().orElse(ports))),
          anew.shell());
    });
  }

  /** The ports stay where they are, and nobody gets to them for want of a word about who may. */
  private static VspcSettings.ClientPorts clientPorts(
      VspcSettings.ClientPorts old, VspcSettings.ClientPorts anew) {
    return new VspcSettings.ClientPorts(
        old.where(),
        old.listen(),
        old.from(),
        old.imported(),
        anew.mode(),
        old.listen().value().isLoopback() ? anew.allow() : nonEmpty(anew.allow(), old.allow()),
        anew.clients());
  }

  private static boolean asksForCertificates(VspcSettings vspc) {
    return vspc.tls().flatMap(VspcSettings.Tls::clientCa).isPresent();
  }

  /** Whether everybody who reaches its addresses may call. */
  private static boolean mayBeEmpty(VspcSettings vspc) {
    return vspc.listen().stream().allMatch(at -> at.value().isLoopback());
  }

  private static <T> List<T> nonEmpty(List<T> wanted, List<T> otherwise) {
    return wanted.isEmpty() ? otherwise : wanted;
  }

  /** Where it listens, and how much it takes, stays; that it listens at all, and with TLS, too. */
  public static Optional<WebSettings> web(
      Optional<WebSettings> before, Optional<WebSettings> wanted) {
    return before.map(old -> {
      var anew = wanted.orElse(old);
      return new WebSettings(
          old.where(),
          old.listen(),
          old.tls().map(had -> anew.tls().orElse(had)),
          anew.origins(),
          old.publicUrl(),
          old.strangersPerAddress(),
          old.strangers());
    });
  }
}
