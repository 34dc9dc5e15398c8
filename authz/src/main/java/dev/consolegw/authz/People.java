package dev.consolegw.authz;

import java.util.Set;

/** Where people and their keys are known. Asked at sign-in, from memory: it must not block. */
public interface People {

  /** Everybody whose key this is; nobody when it is a stranger's. */
  Set<Person> owners(SshKey key);
}
