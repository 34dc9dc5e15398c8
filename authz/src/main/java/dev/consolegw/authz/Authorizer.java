package dev.consolegw.authz;

import dev.consolegw.authz.name.ConsoleName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one place that answers "who is this?" and "may they?". Thread-safe; only {@link #renew}
 * blocks.
 */
public final class Authorizer {
  /** Of equal rights, the one that lasts longer; of equal people, always the same one. */
  private static final Comparator<Grant> HIGHEST =
      Comparator.comparing(Grant::right)
          .thenComparing(Grant::expires)
          .thenComparing(grant -> grant.person().toString(), Comparator.reverseOrder());

  private final List<People> people;
  private final List<Policy> policies;

  public Authorizer(List<People> people, List<Policy> policies) {
    this.people = List.copyOf(people);
    this.policies = List.copyOf(policies);
  }

  /** Whose this is, or nothing for a stranger's. */
  public Optional<Identity> identify(Credential credential) {
    var owners =
        switch (credential) {
          case Credential.Key(SshKey key) -> owners(key);
          case Credential.Ticket(SshKey key, _) -> owners(key);
          case Credential.OpenPort(String user) -> behind(user);
        };
    return owners.isEmpty() ? Optional.empty() : Optional.of(new Identity(credential, owners));
  }

  private Set<Person> owners(SshKey key) {
    return people.stream().flatMap(p -> p.owners(key).stream()).collect(Collectors.toSet());
  }

  private Set<Person> behind(String user) {
    return people.stream().flatMap(p -> p.behind(user).stream()).collect(Collectors.toSet());
  }

  /**
   * The highest right that an owner of the credential has on the console, if it is any at all. Who
   * is not its owner any more has none.
   */
  public Optional<Grant> grant(Identity identity, ConsoleRef console) {
    return identity.owners().stream()
        .flatMap(person -> granted(identity, person, console).stream())
        .max(HIGHEST);
  }

  private Optional<Grant> granted(Identity identity, Person person, ConsoleRef console) {
    return policies.stream()
        .filter(policy -> policy.owns(identity, person))
        .flatMap(policy ->
            policy
                .right(person, console)
                .map(right -> grant(identity, person, console, new Decision(policy, right)))
                .stream())
        .max(HIGHEST);
  }

  /** A right, and whose word it is. */
  private record Decision(Policy by, Right right) {}

  private static Grant grant(
      Identity identity, Person person, ConsoleRef console, Decision decision) {
    var right = bounded(identity.credential(), decision.right());
    var terms = decision.by().terms(person, console);
    var shell =
        right.includes(Right.WRITE) ? decision.by().shell(person, console) : ShellTerms.NONE;
    var validity = decision.by().validity(person, console);
    var link = decision.by().link(person, console);
    boolean past = decision.by().readsPast(person, console);
    return new Grant(
        identity, person, console, new Grant.Permit(right, terms, shell, validity, link, past));
  }

  private static Right bounded(Credential by, Right right) {
    return switch (by) {
      case Credential.Ticket(_, Right most) -> most.includes(right) ? right : most;
      case Credential.Key _, Credential.OpenPort _ -> right;
    };
  }

  /**
   * Asks again, of whoever decides, for the right of the same person on the same console. To be
   * called before a session starts, and at {@link Grant#renewAt} while it runs; cheap when asked
   * more often. May block, for seconds. An answer counts even when another policy has none; without
   * any answer it is unknown.
   */
  public Renewal renew(Grant old) {
    return renew(old, old.console());
  }

  /** The same for a console of which its directory knows more by now, such as other labels. */
  public Renewal renew(Grant old, ConsoleRef now) {
    Optional<Grant> best = Optional.empty();
    Optional<UnansweredException> unanswered = Optional.empty();
    for (Policy policy : policies) {
      try {
        var right = policy.ask(old.identity(), old.person(), now);
        var grant =
            right.map(it -> grant(old.identity(), old.person(), now, new Decision(policy, it)));
        best = Stream.concat(best.stream(), grant.stream()).max(HIGHEST);
      } catch (UnansweredException silence) {
        unanswered = Optional.of(silence);
      }
    }
    if (best.isPresent()) {
      return new Renewal.Renewed(best.get());
    }
    return unanswered
        .<Renewal>map(silence -> new Renewal.Unknown(String.valueOf(silence.getMessage())))
        .orElseGet(() -> new Renewal.Gone("you may no longer use this console"));
  }

  /** Completes when all people have been read once; see {@link People#ready}. */
  public CompletableFuture<Void> ready() {
    return CompletableFuture.allOf(
        people.stream().map(People::ready).toArray(CompletableFuture[]::new));
  }

  /** Tells whoever knows people that nobody knows a credential; see {@link People#missed}. */
  public void missed(Credential credential, Optional<ConsoleName> asked) {
    switch (credential) {
      case Credential.Key(SshKey key) -> people.forEach(source -> source.missed(key, asked));
      case Credential.Ticket _ -> {} // somebody was known when it was given
      case Credential.OpenPort _ -> {} // nobody is found later who is not there now
    }
  }
}
