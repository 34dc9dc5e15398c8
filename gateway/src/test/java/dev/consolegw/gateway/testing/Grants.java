package dev.consolegw.gateway.testing;

import dev.consolegw.authz.Authorizer;
import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.Terms;
import dev.consolegw.gateway.session.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Proofs of permission, from a real {@link Authorizer} whose policy is the test's. */
public final class Grants {
  private Grants() {}

  /** Somebody with a key of their own. */
  public static Identity identity(String person) {
    var key = SshKey.of("ssh-ed25519", person.getBytes(StandardCharsets.UTF_8));
    return new Identity(new Credential.Key(key), Set.of(new Person("file", person)));
  }

  /** Where somebody's session may come from. */
  public static Origin from(String address) {
    return new Origin(address, 0, "1", Optional.empty(), Optional.empty());
  }

  public static Grant grant(String person, Right right, ConsoleRef console) {
    return new Authorizer(List.of(), List.of((_, _) -> Optional.of(right)))
        .grant(identity(person), console)
        .orElseThrow();
  }

  /** The same on terms of the test's own. */
  public static Grant grant(String person, Right right, ConsoleRef console, Terms terms) {
    var policy =
        new Policy() {
          @Override
          public Optional<Right> right(Person who, ConsoleRef what) {
            return Optional.of(right);
          }

          @Override
          public Terms terms(Person who, ConsoleRef what) {
            return terms;
          }
        };
    return new Authorizer(List.of(), List.of(policy))
        .grant(identity(person), console)
        .orElseThrow();
  }
}
