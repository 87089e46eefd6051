package org.tapwarden.capture.header;

/// What follows a link header: numbers from IANA's "IEEE 802 Numbers".
public final class EtherType {

    /// What the loopback and PPP headers answer when their own number has no EtherType.
    public static final int NONE = 0;

    /// What a link without a length field answers where {@link LlcHeader} follows.
    public static final int LLC = 1;

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int ERSPAN_III = 0x22eb;

    /// Ethernet in GRE (RFC 7637 and its elders).
    public static final int TRANSPARENT_ETHERNET = 0x6558;

    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86dd;
    public static final int PPP = 0x880b;
    public static final int MPLS = 0x8847;

    /// MPLS with an upstream-assigned label, once "multicast" (RFC 5332).
    public static final int MPLS_UPSTREAM = 0x8848;

    public static final int PPPOE_DISCOVERY = 0x8863;
    public static final int PPPOE_SESSION = 0x8864;
    public static final int EAPOL = 0x888e;
    public static final int PROVIDER_VLAN = 0x88a8;

    /// ERSPAN type I and II; {@link ErspanHeader} tells them apart.
    public static final int ERSPAN = 0x88be;

    public static final int LLDP = 0x88cc;

    /// A provider's backbone: a service tag and a whole frame (IEEE 802.1Q, section 9.7; once
    /// 802.1ah).
    public static final int BACKBONE = 0x88e7;

    /// Cisco's FabricPath: a tree and a time to live in two bytes, and a whole frame.
    public static final int FABRIC_PATH = 0x8903;

    /// Double tags from before 802.1ad; switches still send them.
    private static final int OLD_QINQ = 0x9100;

    private static final int OLDER_QINQ = 0x9200;

    private static final int SMALLEST = 0x0600;

    private EtherType() {}

    /// A VLAN tag follows ({@link VlanTag}).
    public static boolean isTag(int etherType) {
        return etherType == VLAN
                || etherType == PROVIDER_VLAN
                || etherType == OLD_QINQ
                || etherType == OLDER_QINQ;
    }

    /// An MPLS label follows ({@link MplsLabel}).
    public static boolean isMpls(int etherType) {
        return etherType == MPLS || etherType == MPLS_UPSTREAM;
    }

    /// Not a type but a length, and {@link LlcHeader} follows (IEEE 802.3, section 3.2.6).
    public static boolean isLength(int etherType) {
        return etherType < SMALLEST;
    }
}
