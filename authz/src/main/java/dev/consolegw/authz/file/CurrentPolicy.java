package dev.consolegw.authz.file;

import dev.consolegw.authz.ConsoleRef;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.People;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Policy;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.ShellTerms;
import dev.consolegw.authz.SshKey;
import dev.consolegw.authz.Terms;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * People and rules of the configuration file as it was read last. Each question is answered by one
 * reading. Thread-safe; never blocks.
 */
public final class CurrentPolicy implements People, Policy {
  private volatile FilePolicy now;

  public CurrentPolicy(FilePolicy first) {
    this.now = first;
  }

  /** What answers at the moment. */
  public FilePolicy now() {
    return now;
  }

  /** From now on this one answers. What was granted before has to be asked for again. */
  public void replace(FilePolicy anew) {
    now = anew;
  }

  @Override
  public Set<Person> owners(SshKey key) {
    return now.owners(key);
  }

  @Override
  public Set<Person> behind(String user) {
    return now.behind(user);
  }

  @Override
  public boolean owns(Identity identity, Person person) {
    return now.owns(identity, person);
  }

  @Override
  public Optional<Right> right(Person person, ConsoleRef console) {
    return now.right(person, console);
  }

  @Override
  public Optional<Right> ask(Identity identity, Person person, ConsoleRef console) {
    var one = now;
    return one.owns(identity, person) ? one.right(person, console) : Optional.empty();
  }

  @Override
  public Terms terms(Person person, ConsoleRef console) {
    return now.terms(person, console);
  }

  @Override
  public ShellTerms shell(Person person, ConsoleRef console) {
    return now.shell(person, console);
  }

  @Override
  public Duration link(Person person, ConsoleRef console) {
    return now.link(person, console);
  }

  @Override
  public boolean readsPast(Person person, ConsoleRef console) {
    return now.readsPast(person, console);
  }
}
