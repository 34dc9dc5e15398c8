package dev.consolegw.authz.file;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.People;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.Terms;
import dev.consolegw.config.Settings;
import dev.consolegw.config.VspcSettings;
import dev.consolegw.config.value.Spelling;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * People and rules of the configuration file. Knows only {@code file:} people, and of consoles
 * those of the directory that a rule names: {@code file}, unless it says another. Immutable: a
 * reload makes a new one, and {@link CurrentPolicy} takes it.
 */
public final class FilePolicy implements People, Policy {
  /** Where its people come from, and the consoles of a rule that says nothing else. */
  public static final String SOURCE = "file";

  private final Map<SshKey, Set<Person>> owners;
  private final Map<String, List<Permission>> permissions;
  private final Settings.Sessions standard;
  private final Map<String, Settings.Console> consoles;
  private final Optional<ClientPortBound> clientPorts;

  /** One user's side of a rule. */
  private record Permission(
      String directory,
      ConsolePattern pattern,
      Right right,
      Settings.Sessions sessions,
      ShellTerms shell,
      Duration link,
      boolean past) {
    boolean isFor(ConsoleRef console) {
      return directory.equals(console.directory())
          && pattern.matches(console.project(), console.name());
    }
  }

  private FilePolicy(Settings settings, KeyFiles files, Problems problems) {
    this.owners = owners(settings, files, problems);
    this.permissions = permissions(settings, problems);
    this.standard = settings.sessions();
    this.consoles = settings.consoles();
    this.clientPorts =
        settings.vspc().flatMap(VspcSettings::clientPorts).map(it -> ClientPortBound.of(it.mode()));
  }

  /**
   * Reads the users' keys, from files too, and the rules. With mistakes reported it holds what was
   * right, and is not to be used. Does disk I/O: not for a virtual thread.
   *
   * @param problems mistakes in the settings themselves, which are the operator's
   * @param warnings what is wrong with the files that {@code keys-file} names: they may be somebody
   *     else's, so they stop nothing; the keys in question let nobody in
   */
  public static FilePolicy of(Settings settings, Problems problems, Problems warnings) {
    return of(settings, new KeyFiles(warnings), problems);
  }

  /** The same with key files that may have been read before. */
  public static FilePolicy of(Settings settings, KeyFiles files, Problems problems) {
    return new FilePolicy(settings, files, problems);
  }

  /** Whether the keys are the same people's in both. */
  public boolean knowsTheSamePeople(FilePolicy other) {
    return owners.equals(other.owners);
  }

  @Override
  public Set<Person> owners(SshKey key) {
    return owners.getOrDefault(key, Set.of());
  }

  @Override
  public Set<Person> behind(String user) {
    return clientPorts.isPresent() && user.equals(ClientPortBound.PERSON.name())
        ? Set.of(ClientPortBound.PERSON)
        : Set.of();
  }

  @Override
  public boolean owns(Identity identity, Person person) {
    return !person.source().equals(SOURCE)
        || switch (identity.credential()) {
          case Credential.Key(SshKey key) -> owners(key).contains(person);
          case Credential.Ticket(SshKey key, _) -> owners(key).contains(person);
          case Credential.OpenPort(String user) -> behind(user).contains(person);
        };
  }

  @Override
  public Optional<Right> right(Person person, ConsoleRef console) {
    if (!person.source().equals(SOURCE)) {
      return Optional.empty();
    }
    var right = matching(person, console).map(Permission::right).max(Comparator.naturalOrder());
    return bound(person).map(most -> right.map(most::lowered)).orElse(right);
  }

  private Optional<ClientPortBound> bound(Person person) {
    return person.equals(ClientPortBound.PERSON) ? clientPorts : Optional.empty();
  }

  /** Of the rules that match, the first that says a key counts; then the console, then all. */
  @Override
  public Terms terms(Person person, ConsoleRef console) {
    var said = new ArrayList<>(matching(person, console).map(Permission::sessions).toList());
    bound(person).ifPresent(it -> said.add(it.sessions()));
    var own = consoles.get(console.project() + '/' + console.name());
    if (own != null && console.directory().equals(SOURCE)) {
      said.add(own.sessions());
    }
    said.add(standard);
    return Terms.of(said);
  }

  /** All that the rules allow which match and let write. */
  @Override
  public ShellTerms shell(Person person, ConsoleRef console) {
    return person.source().equals(SOURCE)
        ? ShellTerms.union(
            matching(person, console)
                .filter(permission -> permission.right().includes(Right.WRITE))
                .map(Permission::shell)
                .toList())
        : ShellTerms.NONE;
  }

  /** The longest that a rule which matches allows. */
  @Override
  public Duration link(Person person, ConsoleRef console) {
    return person.source().equals(SOURCE)
        ? matching(person, console)
            .map(Permission::link)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  /** One rule that matches and lets them read it is enough. */
  @Override
  public boolean readsPast(Person person, ConsoleRef console) {
    return matching(person, console).anyMatch(Permission::past);
  }

  private Stream<Permission> matching(Person person, ConsoleRef console) {
    return permissions.getOrDefault(person.name(), List.of()).stream()
        .filter(permission -> permission.isFor(console));
  }

  private static Map<SshKey, Set<Person>> owners(
      Settings settings, KeyFiles files, Problems problems) {
    var lines = new AuthorizedKeys(problems);
    var owners = new HashMap<SshKey, Set<Person>>();
    settings
        .users()
        .forEach((name, user) -> {
          var keys = new ArrayList<SshKey>();
          user.keys().forEach(line -> lines.line(line).ifPresent(keys::add));
          user.keysFile().ifPresent(file -> keys.addAll(files.keys(file)));
          var person = new Person(SOURCE, name);
          keys.forEach(key -> owners.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(person));
        });
    owners.replaceAll((key, people) -> Set.copyOf(people));
    return Map.copyOf(owners);
  }

  private static Map<String, List<Permission>> permissions(Settings settings, Problems problems) {
    var permissions = new HashMap<String, List<Permission>>();
    for (Settings.Rule rule : settings.rules()) {
      var patterns = patterns(rule.consoles(), problems);
      var directory = Spelling.kebab(rule.directory().name());
      var shell = ShellTerms.of(rule.shell());
      var link = rule.url().longest();
      boolean past = rule.history() == Settings.Past.ALL;
      for (Located<String> user : rule.users()) {
        var own = permissions.computeIfAbsent(user.value(), _ -> new ArrayList<>());
        patterns.forEach(pattern ->
            own.add(
                new Permission(
                    directory, pattern, right(rule.right()), rule.sessions(), shell, link, past)));
      }
    }
    permissions.replaceAll((user, list) -> List.copyOf(list));
    return Map.copyOf(permissions);
  }

  private static List<ConsolePattern> patterns(List<Located<String>> texts, Problems problems) {
    var patterns = new ArrayList<ConsolePattern>();
    for (Located<String> text : texts) {
      try {
        patterns.add(ConsolePattern.parse(text.value()));
      } catch (IllegalArgumentException mistake) {
        problems.add(text.where(), String.valueOf(mistake.getMessage()));
      }
    }
    return patterns;
  }

  private static Right right(Settings.RightName name) {
    return switch (name) {
      case WATCH -> Right.WATCH;
      case WRITE -> Right.WRITE;
      case MANAGE -> Right.MANAGE;
    };
  }
}
