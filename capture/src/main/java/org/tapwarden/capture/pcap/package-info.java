/// What we take from libpcap, through pcap4j: the list of devices, compiled filters, and a second
/// capture driver for where there is no AF_PACKET.
///
/// Promise: no type of pcap4j leaves this package, and its packet classes never touch bytes from
/// the wire: they are slow, and a crafted frame makes them overflow the stack.
@NullMarked
package org.tapwarden.capture.pcap;

import org.jspecify.annotations.NullMarked;
