package org.tapwarden.classifier.protocol.tunnel;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.esp;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.frpLogin;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.gtpEcho;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.gtpRequest;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.gtpUserData;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.ikeMainMode;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.ikeSaInit;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.l2tpStart;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.line;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.n2n;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.nebulaHandshake;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.pptpStart;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.socksDomainRequest;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.softEtherAddress;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.softEtherRegistration;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.tailscaleDiscovery;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.tls;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.warpResponse;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.warpTransport;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.wireGuardTransport;
import static org.tapwarden.classifier.protocol.tunnel.TunnelMessages.zeroTierHello;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class TunnelConversations {

    private static final String NOBODY = "0000000000000000";

    public static final List<Conversation> ALL =
            List.of(
                    udp("openvpn", 1194).server(Samples.openVpnServerReset()),
                    udp("wireguard", 51_820).server(Samples.wireGuardResponse()),
                    // Messages that somebody made longer; the answer repeats the index.
                    udp("wireguard", 443)
                            .client(bytes().hex("01000000 a1b2c3d4").noise(196).done())
                            .server(bytes().hex("02000000 00112233 a1b2c3d4").noise(88).done()),
                    // A session that began earlier.
                    udp("wireguard", 5_060)
                            .client(wireGuardTransport(0x1122_3344, 7, 96))
                            .server(wireGuardTransport(0x5566_7788, 90, 128))
                            .client(wireGuardTransport(0x1122_3344, 8, 32))
                            .server(wireGuardTransport(0x5566_7788, 92, 80)),
                    udp("ipsec", 500).client(ikeSaInit(NOBODY, 8)),
                    udp("ipsec", 500).client(ikeMainMode()),
                    udp("ipsec", 4500)
                            .client(bytes().u32(0).put(ikeSaInit(NOBODY, 8)).done())
                            .server(
                                    bytes().u32(0)
                                            .put(ikeSaInit(TunnelMessages.RESPONDER, 0x20))
                                            .done()),
                    udp("ipsec", 4500)
                            .client(esp(0xa1b2_c3d4L, 5))
                            .server(esp(0x0123_4567L, 9))
                            .client(bytes().u8(0xff).done())
                            .client(esp(0xa1b2_c3d4L, 6))
                            .server(esp(0x0123_4567L, 10)),
                    tcp("ipsec", 4500)
                            .client(
                                    bytes().ascii("IKETCP")
                                            .u16(ikeSaInit(NOBODY, 8).length + 6)
                                            .u32(0)
                                            .put(ikeSaInit(NOBODY, 8))
                                            .done()),
                    udp("cloudflarewarp", 2408).server(warpResponse()).client(warpTransport()),
                    udp("tailscale", 41_641).client(tailscaleDiscovery()),
                    udp("zerotier", 9993).client(zeroTierHello()),
                    udp("nebula", 4242)
                            .client(nebulaHandshake(0, 1))
                            .server(nebulaHandshake(0x0a0b_0c0d, 2)),
                    udp("l2tp", 1701).client(l2tpStart()),
                    udp("softether", 5004)
                            .client(bytes().ascii("A").done())
                            .server(softEtherAddress()),
                    udp("softether", 5004).client(softEtherRegistration()),
                    tcp("pptp", 1723).client(pptpStart()),
                    tcp("vtun", 5000).server(line("VTUN server ver 3.X 01/29/2016")),
                    tcp("yggdrasil", 9002)
                            .client(TunnelMessages.yggdrasil(4))
                            .server(TunnelMessages.yggdrasil(4)),
                    tcp("frp", 7000).client(frpLogin("0.49.0")),
                    udp("gtp", 2123).client(gtpRequest()),
                    udp("gtp", 2123).client(gtpEcho(1, 77)).server(gtpEcho(2, 77)),
                    udp("gtp", 3386).client(TunnelMessages.gtpRecords()),
                    udp("gtp", 3386)
                            .client(TunnelMessages.gtpNodeAlive(4, 9))
                            .server(TunnelMessages.gtpNodeAlive(5, 9)),
                    udp("openvpn", 1194)
                            .client(TunnelMessages.openVpnData(3, 700))
                            .server(TunnelMessages.openVpnData(0, 901))
                            .client(TunnelMessages.openVpnData(3, 701))
                            .server(TunnelMessages.openVpnData(0, 902)),
                    udp("gtp", 2152).client(gtpUserData()),
                    udp("pfcp", 8805)
                            .client(bytes().hex("2001 000c 000001 00 0060 0004 e5f8a3b2").done()),
                    udp("pfcp", 8805)
                            .client(
                                    bytes().hex("2132 001e 0000000000000001 000002 00")
                                            .hex("003c 0005 00 0a000001 0013 0001 01 0060 0000")
                                            .done()),
                    udp("n2n", 7654).client(n2n(5, "office")).server(n2n(7, "office")),
                    tcp("tinc", 655).client(line("0 alpha 17.7")).server(line("0 beta 17")),
                    tcp("socks", 1080)
                            .client(bytes().hex("05 02 00 01").done())
                            .server(bytes().hex("05 00").done())
                            .client(socksDomainRequest("www.example.org")),
                    tcp("socks", 9050)
                            .client(bytes().hex("05 02 00 02").done())
                            .server(bytes().hex("05 02").done())
                            .client(bytes().hex("01 01 61 01 62").done())
                            .server(bytes().hex("01 00").done())
                            .client(bytes().hex("05 01 00 01 c0000201 01bb").done())
                            .server(bytes().hex("05 00 00 01 00000000 0000").done())
                            .client(tls("www.example.org")),
                    tcp("socks", 1080)
                            .client(bytes().hex("04 01 0050 c0000201").ascii("user").u8(0).done())
                            .server(bytes().hex("00 5a 0000 00000000").done()),
                    tcp("socks", 1080)
                            .client(
                                    bytes().hex("04 01 01bb 00000001 00")
                                            .ascii("example.org")
                                            .u8(0)
                                            .done())
                            .server(bytes().hex("00 5a 0000 00000000").done()));

    private TunnelConversations() {}
}
