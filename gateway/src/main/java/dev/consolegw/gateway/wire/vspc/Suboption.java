package dev.consolegw.gateway.wire.vspc;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is said within VMware's telnet option 232: the first byte of a subnegotiation's payload
 * (VMware, "Using a Proxy with vSphere Virtual Serial Ports").
 */
enum Suboption {
  KNOWN_SUBOPTIONS_1(0),
  KNOWN_SUBOPTIONS_2(1),
  UNKNOWN_SUBOPTION_RCVD_1(2),
  UNKNOWN_SUBOPTION_RCVD_2(3),
  VMOTION_BEGIN(40),
  VMOTION_GOAHEAD(41),
  VMOTION_NOTNOW(43),
  VMOTION_PEER(44),
  VMOTION_PEER_OK(45),
  VMOTION_COMPLETE(46),
  VMOTION_ABORT(48),
  DO_PROXY(70),
  WILL_PROXY(71),
  WONT_PROXY(73),
  VM_VC_UUID(80),
  GET_VM_VC_UUID(81),
  VM_NAME(82),
  GET_VM_NAME(83);

  /** The telnet option that all of them belong to. */
  static final int OPTION = 232;

  private final byte code;

  Suboption(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  /** The one of this code, if we know it. */
  static Optional<Suboption> of(byte code) {
    return Arrays.stream(values()).filter(one -> one.code == code).findFirst();
  }

  /** The codes of all: what is answered to whoever asks which of them we know. */
  static byte[] known() {
    var all = values();
    var codes = new byte[all.length];
    for (int i = 0; i < all.length; i++) {
      codes[i] = all[i].code;
    }
    return codes;
  }
}
