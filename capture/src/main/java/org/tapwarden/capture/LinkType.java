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
    PPP_ETHER(51),
    ATM_RFC1483(100),
    RAW(101),
    C_HDLC(104),
    IEEE802_11(105),
    LOOP(108),
    ENC(109),
    LINUX_SLL(113),
    IEEE802_11_PRISM(119),
    IEEE802_11_RADIOTAP(127),
    IEEE802_11_AVS(163),
    PPP_PPPD(166),
    PPI(192),
    PPP_WITH_DIR(204),
    C_HDLC_WITH_DIR(205),
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
