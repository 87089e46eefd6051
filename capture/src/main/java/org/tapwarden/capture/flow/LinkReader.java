package org.tapwarden.capture.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.EthernetHeader;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.LinuxCooked;
import org.tapwarden.capture.header.LinuxCooked2;
import org.tapwarden.capture.header.LoopbackHeader;
import org.tapwarden.capture.header.PpiHeader;
import org.tapwarden.capture.header.PppHeader;
import org.tapwarden.capture.header.PrismHeader;
import org.tapwarden.capture.header.RadiotapHeader;
import org.tapwarden.capture.header.WifiHeader;

/// Takes a link header off, of the frame itself or of one in a tunnel.
///
/// One for a decoder, filled again by every {@link #read}; copy what it says before the next.
final class LinkReader {

    static final int ETHERNET = 1;
    static final int PPP = 9;
    static final int RAW_IP = 101;
    static final int WIFI = 105;

    /// Stands where an EtherType would: an 802.11 management frame, whose own header lies at {@link
    /// #at}.
    static final int WIFI_MANAGEMENT = -1;

    /// The same of a data frame of a station, of which no more can be read.
    static final int WIFI_DATA = -2;

    private static final int CHECK_SEQUENCE_LENGTH = 4;
    private static final int DIRECTION_LENGTH = 1;
    private static final int ENCRYPTION_LENGTH = 12;

    private MemorySegment segment = MemorySegment.NULL;

    /// Where the payload lies.
    long at;

    long end;
    int etherType;

    /// Whether the link names its stations; if not, the two addresses mean nothing.
    boolean named;

    /// Whether it is a frame of the radio.
    boolean radio;

    long sourceMac;
    long destinationMac;

    /// Reads the header that lies at `at`. A fault leaves nothing to go on with.
    Fault read(int linkType, MemorySegment segment, long at, long end) {
        this.segment = segment;
        this.at = at;
        this.end = end;
        named = false;
        radio = false;
        return switch (linkType) {
            case ETHERNET -> ethernet();
            case 0, 108 -> loopback();
            case PPP, 50, 104 -> ppp();
            // One byte says who sent it.
            case 166, 204, 205 -> {
                this.at += DIRECTION_LENGTH;
                yield ppp();
            }
            case 51 -> only(EtherType.PPPOE_SESSION);
            case RAW_IP, 12, 14 -> rawIp();
            case 109 -> encrypted();
            case 100 -> only(EtherType.LLC);
            case 228 -> only(EtherType.IPV4);
            case 229 -> only(EtherType.IPV6);
            case 113 -> cooked();
            case 276 -> cooked2();
            case WIFI -> wifi(false);
            case 127 -> radiotap();
            case 119, 163 -> prism();
            case 192 -> ppi();
            default -> Fault.UNKNOWN_LINK_TYPE;
        };
    }

    private Fault only(int type) {
        etherType = type;
        return Fault.NONE;
    }

    private Fault ethernet() {
        Fault fault = EthernetHeader.fault(segment, at, end);
        if (fault == Fault.NONE) {
            var header = new EthernetHeader(segment, at);
            named(header.source(), header.destination());
            etherType = header.etherType();
            end = header.payloadEnd(end);
            at = header.payloadAt();
        }
        return fault;
    }

    private void named(long source, long destination) {
        named = true;
        sourceMac = source;
        destinationMac = destination;
    }

    private Fault loopback() {
        Fault fault = LoopbackHeader.fault(segment, at, end);
        if (fault == Fault.NONE) {
            var header = new LoopbackHeader(segment, at);
            etherType = header.etherType();
            at = header.payloadAt();
        }
        return fault;
    }

    private Fault ppp() {
        Fault fault = PppHeader.fault(segment, at, end);
        if (fault == Fault.NONE) {
            var header = new PppHeader(segment, at);
            etherType = header.etherType();
            at = header.payloadAt();
        }
        return fault;
    }

    /// Raw IP and what follows a label stack say their version in the first nibble only.
    private Fault rawIp() {
        if (at >= end) {
            return Fault.TRUNCATED;
        }
        etherType =
                switch (segment.get(JAVA_BYTE, at) >>> 4 & 0xf) {
                    case 4 -> EtherType.IPV4;
                    case 6 -> EtherType.IPV6;
                    default -> EtherType.NONE;
                };
        return Fault.NONE;
    }

    /// OpenBSD's view into IPsec: family, index and flags, then what was inside (LINKTYPE_ENC).
    private Fault encrypted() {
        at += ENCRYPTION_LENGTH;
        return rawIp();
    }

    private Fault cooked() {
        Fault fault = LinuxCooked.fault(segment, at, end);
        if (fault == Fault.NONE) {
            var header = new LinuxCooked(segment, at);
            named(header.source(), 0);
            etherType = header.etherType();
            at = header.payloadAt();
        }
        return fault;
    }

    private Fault cooked2() {
        Fault fault = LinuxCooked2.fault(segment, at, end);
        if (fault == Fault.NONE) {
            var header = new LinuxCooked2(segment, at);
            named(header.source(), 0);
            etherType = header.etherType();
            at = header.payloadAt();
        }
        return fault;
    }

    private Fault wifi(boolean padded) {
        Fault fault = WifiHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        radio = true;
        var header = new WifiHeader(segment, at);
        named(header.source(), header.destination());
        if (header.isManagement()) {
            etherType = WIFI_MANAGEMENT;
            return Fault.NONE;
        }
        boolean readable = header.isData() && !header.isProtected() && !header.isLaterFragment();
        if (!readable) {
            etherType = header.isFromStation() ? WIFI_DATA : EtherType.NONE;
            return Fault.NONE;
        }
        int length = header.headerLength();
        boolean aggregate = header.isAggregate();
        at += padded ? (length + 3) & ~3 : length;
        etherType = EtherType.LLC;
        // Of several frames in one the first is read; its header is the one of 802.3.
        return aggregate ? ethernet() : Fault.NONE;
    }

    private Fault radiotap() {
        Fault fault = RadiotapHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        var header = new RadiotapHeader(segment, at);
        if (header.isDamaged()) {
            return Fault.RADIO_DAMAGED;
        }
        boolean padded = header.isPadded();
        end -= header.hasCheckSequence() ? CHECK_SEQUENCE_LENGTH : 0;
        at = header.payloadAt();
        return wifi(padded);
    }

    private Fault prism() {
        Fault fault = PrismHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        at = new PrismHeader(segment, at).payloadAt();
        return wifi(false);
    }

    private Fault ppi() {
        Fault fault = PpiHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        var header = new PpiHeader(segment, at);
        int linkType = header.linkType();
        at = header.payloadAt();
        return switch (linkType) {
            case ETHERNET -> ethernet();
            case WIFI -> wifi(false);
            default -> Fault.UNKNOWN_LINK_TYPE;
        };
    }
}
