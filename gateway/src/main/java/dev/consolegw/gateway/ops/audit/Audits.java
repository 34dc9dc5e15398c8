package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.config.OpsSettings;
import dev.consolegw.config.value.log.SyslogAddress;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.ops.LogHealth;
import dev.consolegw.gateway.ops.MachineName;
import dev.consolegw.gateway.ops.audit.sink.AuditOutlet;
import dev.consolegw.gateway.ops.audit.sink.FileSink;
import dev.consolegw.gateway.ops.audit.sink.StreamSink;
import dev.consolegw.gateway.ops.audit.sink.SyslogSink;
import dev.consolegw.gateway.ops.sink.SyslogDatagrams;
import dev.consolegw.gateway.ops.sink.SyslogTls;
import dev.consolegw.gateway.ops.sink.SyslogTransport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Makes the audit that settings want. */
public final class Audits {
  private Audits() {}

  /**
   * What it works with.
   *
   * @param clock the time of day
   * @param ages no clock that is set
   * @param timer its tasks are short
   * @param stderr how the log on stderr fares
   * @param servers what is known of a console's server; asks nobody
   */
  public record Services(
      InstantSource clock,
      InstantSource ages,
      ScheduledExecutorService timer,
      LogHealth stderr,
      Function<ConsoleId, Optional<ConsoleRef>> servers) {}

  /**
   * Begins it: lines of JSON where the settings name a place, else some lines of the log. Waits for
   * the disk.
   *
   * @throws IOException with a sentence for the operator, when the file cannot be opened
   */
  public static Audit of(OpsSettings.Audit settings, Services services) throws IOException {
    var outlets = new ArrayList<AuditOutlet>();
    if (settings.file().isPresent()) {
      var file = new FileSink("audit.file", settings.file().get().value());
      outlets.add(new AuditOutlet("file", file, services.ages()));
    }
    if (settings.stdout()) {
      var stdout = new StreamSink(new FileOutputStream(FileDescriptor.out));
      outlets.add(new AuditOutlet("stdout", stdout, services.ages()));
    }
    if (settings.syslog().isPresent()) {
      var transport = transport(settings.syslog().get(), services.timer());
      outlets.add(
          new AuditOutlet("syslog", new SyslogSink(hostName(), transport), services.ages()));
    }
    return outlets.isEmpty()
        ? new AuditLog(services.clock(), services.stderr())
        : new AuditTrail(
            AuditTrail.Named.start(hostName()), services.clock(), outlets, services.servers());
  }

  private static SyslogTransport transport(
      OpsSettings.Syslog settings, ScheduledExecutorService timer) {
    return switch (settings.to()) {
      case SyslogAddress.Tls(var at) ->
          new SyslogTls(at, settings.ca().map(it -> it.value()), timer);
      case SyslogAddress.Udp(var at) -> SyslogDatagrams.udp(at);
      case SyslogAddress.Unix(var path) -> SyslogDatagrams.unix(path);
    };
  }

  /** A name without blanks, as RFC 5424 has it, which writes a dash for none. */
  private static String hostName() throws IOException {
    return MachineName.read().orElse("-");
  }
}
