package dev.consolegw.gateway.wire.vspc;

import java.net.InetAddress;

/**
 * What a call says of itself. Anybody who may call can say anything.
 *
 * @param name of the VM, empty when it was not said
 * @param uuid of the VM in vCenter, as it was written; empty when it was not said
 * @param uri the service URI of the serial port, which tells the ports of one VM apart
 * @param from the host's address
 */
public record Caller(String name, String uuid, String uri, InetAddress from) {}
