package dev.consolegw.gateway.testing.client;

import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;

/** The two ways to a console, which are to be the same but for how they are called. */
public enum Way {
  /** {@code ssh NAME@gateway}. */
  DIRECT {
    @Override
    public Ssh ssh(TestGateway gateway, TestPerson who, String name) {
      return gateway.ssh(who, name);
    }
  },

  /** {@code ssh -J gateway NAME}. */
  THROUGH {
    @Override
    public Ssh ssh(TestGateway gateway, TestPerson who, String name) {
      return gateway.through(who, name);
    }
  };

  /** A client that is about to sign in. */
  public abstract Ssh ssh(TestGateway gateway, TestPerson who, String name);
}
