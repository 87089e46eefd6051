package org.tapwarden.capture;

/// How a frame starts, by its number in capture files (the LINKTYPE_ registry of tcpdump.org).
///
/// Blocks carry the bare code; this is the list of those that we can decode.
public enum LinkType {
    NULL(0),
    ETHERNET(1),
    PPP(9),
    PPP_HDLC(50),
    RAW_BSD(12),
    RAW_OPENBSD(14),
    RAW(101),
    LOOP(108),
    LINUX_SLL(113),
    IPV4(228),
    IPV6(229),
    LINUX_SLL2(276);

    private final int code;

    LinkType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
