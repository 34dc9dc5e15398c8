package dev.consolegw.gateway.net.telnet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which options are in use on a connection, by the Q method of RFC 1143: what both sides offer at
 * once is agreed once, and nothing is ever answered for ever. We switch options on or decline them
 * and never ask to switch one off, so of the RFC's states those with WANTNO or a queue cannot come
 * up. One thread at a time.
 */
public final class TelnetOptions {
  private final Side ours;
  private final Side theirs;

  /**
   * @param ours options that we are ready to do
   * @param theirs options that we are ready to let the far side do
   */
  public TelnetOptions(Set<Integer> ours, Set<Integer> theirs) {
    this.ours = new Side(ours, TelnetVerb.WILL, TelnetVerb.WONT);
    this.theirs = new Side(theirs, TelnetVerb.DO, TelnetVerb.DONT);
  }

  private enum State {
    NO,
    WANTYES,
    YES
  }

  /** One of both directions. */
  private static final class Side {
    private final Set<Integer> ready;
    private final TelnetVerb yes;
    private final TelnetVerb no;
    private final Map<Integer, State> states = new HashMap<>();

    Side(Set<Integer> ready, TelnetVerb yes, TelnetVerb no) {
      this.ready = Set.copyOf(ready);
      this.yes = yes;
      this.no = no;
    }

    State state(int option) {
      return states.getOrDefault(option, State.NO);
    }

    Optional<byte[]> want(int option) {
      if (state(option) != State.NO) {
        return Optional.empty();
      }
      states.put(option, State.WANTYES);
      return Optional.of(yes.of(option));
    }

    Optional<byte[]> wanted(int option) {
      return switch (state(option)) {
        case YES -> Optional.empty();
        case WANTYES -> {
          states.put(option, State.YES);
          yield Optional.empty();
        }
        case NO -> {
          if (!ready.contains(option)) {
            yield Optional.of(no.of(option));
          }
          states.put(option, State.YES);
          yield Optional.of(yes.of(option));
        }
      };
    }

    Optional<byte[]> unwanted(int option) {
      boolean was = state(option) == State.YES;
      states.remove(option);
      return was ? Optional.of(no.of(option)) : Optional.empty();
    }
  }

  /** Offers to do an option; returns what to send, nothing where it is offered already. */
  public Optional<byte[]> offer(int option) {
    return ours.want(option);
  }

  /** Asks the far side to do an option; returns what to send. */
  public Optional<byte[]> ask(int option) {
    return theirs.want(option);
  }

  /** Takes what the far side says; returns what to answer. */
  public Optional<byte[]> received(TelnetVerb said, int option) {
    return switch (said) {
      case WILL -> theirs.wanted(option);
      case WONT -> theirs.unwanted(option);
      case DO -> ours.wanted(option);
      case DONT -> ours.unwanted(option);
    };
  }

  /** Whether the far side does it. */
  public boolean theyDo(int option) {
    return theirs.state(option) == State.YES;
  }

  /** Whether we do it. */
  public boolean weDo(int option) {
    return ours.state(option) == State.YES;
  }

  /** Whether the far side has yet to answer to something that was offered or asked. */
  public boolean awaitsAnswer() {
    return ours.states.containsValue(State.WANTYES) || theirs.states.containsValue(State.WANTYES);
  }
}
