package org.tapwarden.capture.header;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A target for the fuzzer each header: whatever the bytes, nothing throws and nothing is read
/// behind the end. `./check` plays the inputs that lie in `HeadersFuzzTestInputs`, `./check fuzz`
/// looks for more; an input that breaks something is added there.
class HeadersFuzzTest {

    /// What an IPv6 extension header may be.
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60, 135};

    private final Map<Class<?>, HeaderView> views = new ConcurrentHashMap<>();

    private void read(Class<? extends Record> view, byte[] bytes) {
        int protocol = EXTENSIONS[bytes.length % EXTENSIONS.length];
        var _ = views.computeIfAbsent(view, _ -> new HeaderView(view)).read(bytes, 0, protocol);
    }

    @FuzzTest
    void arpHeader(byte[] bytes) {
        read(ArpHeader.class, bytes);
    }

    @FuzzTest
    void capwapHeader(byte[] bytes) {
        read(CapwapHeader.class, bytes);
    }

    @FuzzTest
    void erspanHeader(byte[] bytes) {
        read(ErspanHeader.class, bytes);
    }

    @FuzzTest
    void ethernetHeader(byte[] bytes) {
        read(EthernetHeader.class, bytes);
    }

    @FuzzTest
    void geneveHeader(byte[] bytes) {
        read(GeneveHeader.class, bytes);
    }

    @FuzzTest
    void greHeader(byte[] bytes) {
        read(GreHeader.class, bytes);
    }

    @FuzzTest
    void gtpUserHeader(byte[] bytes) {
        read(GtpUserHeader.class, bytes);
    }

    @FuzzTest
    void icmpHeader(byte[] bytes) {
        read(IcmpHeader.class, bytes);
    }

    @FuzzTest
    void ipv4Header(byte[] bytes) {
        read(Ipv4Header.class, bytes);
    }

    @FuzzTest
    void ipv6Extension(byte[] bytes) {
        read(Ipv6Extension.class, bytes);
    }

    @FuzzTest
    void ipv6Header(byte[] bytes) {
        read(Ipv6Header.class, bytes);
    }

    @FuzzTest
    void linuxCooked(byte[] bytes) {
        read(LinuxCooked.class, bytes);
    }

    @FuzzTest
    void linuxCooked2(byte[] bytes) {
        read(LinuxCooked2.class, bytes);
    }

    @FuzzTest
    void llcHeader(byte[] bytes) {
        read(LlcHeader.class, bytes);
    }

    @FuzzTest
    void loopbackHeader(byte[] bytes) {
        read(LoopbackHeader.class, bytes);
    }

    @FuzzTest
    void mplsLabel(byte[] bytes) {
        read(MplsLabel.class, bytes);
    }

    @FuzzTest
    void neighbourDiscovery(byte[] bytes) {
        read(NeighbourDiscovery.class, bytes);
    }

    @FuzzTest
    void ports(byte[] bytes) {
        read(Ports.class, bytes);
    }

    @FuzzTest
    void pppHeader(byte[] bytes) {
        read(PppHeader.class, bytes);
    }

    @FuzzTest
    void ppiHeader(byte[] bytes) {
        read(PpiHeader.class, bytes);
    }

    @FuzzTest
    void pppoeHeader(byte[] bytes) {
        read(PppoeHeader.class, bytes);
    }

    @FuzzTest
    void prefixInformation(byte[] bytes) {
        read(PrefixInformation.class, bytes);
    }

    @FuzzTest
    void prismHeader(byte[] bytes) {
        read(PrismHeader.class, bytes);
    }

    @FuzzTest
    void radiotapHeader(byte[] bytes) {
        read(RadiotapHeader.class, bytes);
    }

    @FuzzTest
    void tcpHeader(byte[] bytes) {
        read(TcpHeader.class, bytes);
    }

    @FuzzTest
    void teredoHeader(byte[] bytes) {
        read(TeredoHeader.class, bytes);
    }

    @FuzzTest
    void udpHeader(byte[] bytes) {
        read(UdpHeader.class, bytes);
    }

    @FuzzTest
    void vlanTag(byte[] bytes) {
        read(VlanTag.class, bytes);
    }

    @FuzzTest
    void vxlanHeader(byte[] bytes) {
        read(VxlanHeader.class, bytes);
    }

    @FuzzTest
    void wifiHeader(byte[] bytes) {
        read(WifiHeader.class, bytes);
    }
}
