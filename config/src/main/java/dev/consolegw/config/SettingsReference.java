package dev.consolegw.config;

import static dev.consolegw.config.yaml.RecordShape.held;
import static dev.consolegw.config.yaml.RecordShape.raw;

import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.yaml.RecordShape;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints {@code docs/settings.md} from the records, so that the page cannot fall behind. */
final class SettingsReference {
  private static final String INTRODUCTION =
      """
      # Settings

      This page is printed from the records in `config`; a test keeps it so.

      The file is YAML 1.2 in UTF-8, `/etc/console-gw/console-gw.yaml` unless `--config` names another.
      `console-gw check` reports every mistake in it, each with line and column.
      All keys but the required ones may be left out; an unknown key is a mistake.

      | Kind | Written as |
      | --- | --- |
      | a list | `[a, b]`; one value alone is a list of one |
      | a duration | `500ms`, `30s`, `5m`, `2h`, `30d`; never zero, but for `drain-for` |
      | a size | `4096`, `500KiB`, `64MiB`, `2GiB` |
      | a pace | a size per duration: `16B/20ms` |
      | a mode | as for `chmod`, in octal: `0600`, `0640` |
      | an address to listen on | `0.0.0.0:2222`, `[::1]:2222`; for telnet also `telnet://` or `telnets://` before it |
      | a network | an address and its prefix: `10.0.0.0/8`, `2001:db8::/32`; one address alone is `192.0.2.7` |

      ## What is read while the gateway runs

      | What | When |
      | --- | --- |
      | this file, with all that it names | on SIGHUP (`systemctl reload console-gw`) |
      | key files (`keys-file`), `clouds.yaml` and `secure.yaml` with the certificates that they name, the files of `vspc.tls` | when they have changed: they are looked at every 5 s, and read when they have been at rest for 1 s |
      | `ca` and `ticket-file` of a console | at every dial |
      | `key` and `known-hosts` of a hop | whenever it is dialled |
      | `password-file` of a shell | whenever it is signed in with |

      All of it is read anew, but what is marked *restart*: `state`, `ssh` but for its `host-ca`, `limits`, and of `vspc` where it listens and how much it takes;
      and also whether there is a cloud, a `vspc` or `ops`, and where that listens, `openstack.via`, and which Keystone it has. The `allow` and `tls` of a `vspc` that listens off the loopback are kept, too,
      if everybody could call by the new ones. All these keep their value until a restart, and one line of the log names them. Another `keep` or `keep-for` counts for
      open consoles at once: what is too old by it is deleted within 10 s, and so is what is too much, but for the newest file of each, 4 MiB at most.
      Of a console that nobody has open, it counts when it is opened again.

      A file with a mistake changes nothing; the log names the line and column. After each reading every right in use is asked
      for again: who has none any more is told so and leaves, who may only watch from now on loses the seat, and nobody
      else notices. A console with another address is dialled there the next time, one with another `via` at once; one that was taken out ends its sessions.
      """;

  private final StringBuilder page = new StringBuilder(INTRODUCTION);

  private record Section(String name, String doc, Class<?> type) {}

  private SettingsReference() {}

  /** The page, in Markdown. */
  static String markdown() {
    var reference = new SettingsReference();
    reference.print(new Section("", "", Settings.class));
    return reference.page.toString();
  }

  private void print(Section section) {
    List<Section> below = new ArrayList<>();
    page.append("\n## ")
        .append(section.name().isEmpty() ? "At the top" : "`" + section.name() + "`")
        .append(section.doc().isEmpty() ? "\n" : "\n\n" + section.doc() + "\n")
        .append("\n| Key | Default | What |\n| --- | --- | --- |\n");
    for (RecordShape.Part part : RecordShape.of(section.type()).parts()) {
      if (!part.isPlace()) {
        row(section, part, below);
      }
    }
    below.forEach(this::print);
  }

  private void row(Section section, RecordShape.Part part, List<Section> below) {
    Class<?> inner = innermost(part.type());
    String standard = standard(part);
    if (RecordShape.isSection(inner)) {
      String parent = section.name().isEmpty() ? "" : section.name() + ".";
      String many = raw(part.type()) == Map.class ? ".NAME" : "";
      below.add(new Section(parent + part.key() + many, part.doc(), inner));
      standard = part.standard() == null ? "see below" : standard + ", or see below";
    }
    var restart = isRestart(section.type(), part.key()) ? " *restart*" : "";
    page.append(
        "| `%s` | %s | %s |\n"
            .formatted(part.key(), standard, part.doc() + bounds(part) + restart));
  }

  private static boolean isRestart(Class<?> section, String key) {
    return Arrays.stream(section.getRecordComponents())
        .anyMatch(one ->
            Spelling.kebab(one.getName()).equals(key) && one.isAnnotationPresent(Restart.class));
  }

  private static String standard(RecordShape.Part part) {
    if (part.standard() != null) {
      return "`" + part.standard() + "`";
    }
    Class<?> type = raw(part.type());
    boolean mayBeEmpty = type == List.class && part.range() == null;
    return mayBeEmpty || type == Optional.class || type == Map.class ? "none" : "required";
  }

  private static String bounds(RecordShape.Part part) {
    var range = part.range();
    return range == null || range.max() == Long.MAX_VALUE
        ? ""
        : " %d to %d.".formatted(range.min(), range.max());
  }

  private static Class<?> innermost(Type type) {
    return type instanceof Class<?> inner ? inner : innermost(held(type));
  }
}
