package dev.consolegw.authz;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The one place that answers "who is this?" and "may they?". Thread-safe, and never blocks. */
public final class Authorizer {
  private final List<People> people;
  private final List<Policy> policies;

  public Authorizer(List<People> people, List<Policy> policies) {
    this.people = List.copyOf(people);
    this.policies = List.copyOf(policies);
  }

  /** Whose key this is, or nothing for a stranger's. */
  public Optional<Identity> identify(SshKey key) {
    Set<Person> owners =
        people.stream().flatMap(p -> p.owners(key).stream()).collect(Collectors.toSet());
    return owners.isEmpty() ? Optional.empty() : Optional.of(new Identity(key, owners));
  }

  /** The highest right that an owner of the key has on the console, if it is any at all. */
  public Optional<Grant> grant(Identity identity, ConsoleRef console) {
    return identity.owners().stream()
        .flatMap(person -> granted(identity, person, console).stream())
        .max(
            Comparator.comparing(Grant::right)
                .thenComparing(grant -> grant.person().toString(), Comparator.reverseOrder()));
  }

  private Optional<Grant> granted(Identity identity, Person person, ConsoleRef console) {
    return policies.stream()
        .flatMap(policy ->
            policy.right(person, console).stream()
                .map(right ->
                    new Grant(
                        identity,
                        person,
                        console,
                        new Grant.Permit(right, policy.terms(person, console)),
                        Instant.MAX)))
        .max(Comparator.comparing(Grant::right));
  }
}
