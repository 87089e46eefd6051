package org.tapwarden.classifier.protocol.peer;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.bitcoinVersion;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.discovery;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.kadHello;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.microTransport;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.nanoHandshake;
import static org.tapwarden.classifier.protocol.peer.PeerMessages.text;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class PeerConversations {

    private static final String HASH =
            "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";

    public static final List<Conversation> ALL =
            List.of(
                    tcp("bittorrent", 6881).client(PeerMessages.bitTorrentHandshake()),
                    udp("bittorrent", 6881).client(PeerMessages.ping()),
                    udp("bittorrent", 6771)
                            .client(text("BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\n")),
                    udp("bittorrent", 6969)
                            .client(bytes().hex("0000041727101980 00000000 a1b2c3d4").done()),
                    udp("bittorrent", 40_000)
                            .client(microTransport("41 00", 0x5302, 0xe7f5, 0))
                            .server(microTransport("21 00", 0x5302, 0x49c7, 0xe7f5)),
                    udp("bittorrent", 40_000)
                            .client(microTransport("21 00", 0x5303, 0xe7f5, 0x49c7))
                            .server(microTransport("01 00", 0x5302, 0x49c8, 0xe7f4))
                            .client(microTransport("21 00", 0x5303, 0xe7f6, 0x49c8)),
                    udp("bittorrent", 40_000)
                            .client(
                                    bytes().put(microTransport("01 00", 0x5303, 9, 8))
                                            .hex("00000040 14 01")
                                            .ascii("d8:msg_typei0e")
                                            .done()),
                    tcp("ethereum", 30_303).client(PeerMessages.rlpxHandshake()),
                    udp("ethereum", 30_303).client(PeerMessages.discoveryPing()),
                    udp("ethereum", 30_303)
                            .client(
                                    discovery(
                                            2,
                                            "f0 c9 84c0000201 82765f 80 a0" + HASH + "8465a00000")),
                    udp("ethereum", 30_303)
                            .client(discovery(3, "f847 b840" + HASH + HASH + "8465a00000")),
                    udp("ethereum", 30_303)
                            .client(
                                    discovery(
                                            4,
                                            "f856 f84f f84d 84c0000201 82765f 82765f b840"
                                                    + HASH
                                                    + HASH
                                                    + "8465a00000")),
                    udp("ethereum", 30_303).client(discovery(5, "c5 8465a00000")),
                    udp("ethereum", 30_303).client(discovery(6, "e5 a0" + HASH + "c3 010203")),
                    tcp("bitcoin", 8333).client(bitcoinVersion("f9beb4d9")),
                    tcp("bitcoin", 8334).client(bitcoinVersion("e6e8e9e5")),
                    tcp("bitcoincash", 8333).client(bitcoinVersion("e3e1f3e8")),
                    tcp("litecoin", 9333).client(bitcoinVersion("fbc0b6db")),
                    tcp("dogecoin", 22_556).client(bitcoinVersion("c0c0c0c0")),
                    tcp("dash", 9999).client(bitcoinVersion("bf0c6bbd")),
                    tcp("zcash", 8233).client(bitcoinVersion("24e92764")),
                    tcp("monero", 18_080).client(PeerMessages.levin(1001)),
                    tcp("nano", 7075).client(nanoHandshake(5)).server(nanoHandshake(7)),
                    udp("nano", 7075)
                            .client(PeerMessages.nanoKeepAlive())
                            .server(PeerMessages.nanoKeepAlive()),
                    tcp("mining", 3333).client(PeerMessages.subscribe()),
                    tcp("mining", 3333).client(PeerMessages.login()),
                    tcp("libp2p", 4001).client(text("\023/multistream/1.0.0\n")),
                    tcp("directconnect", 411)
                            .server(text("$Lock EXTENDEDPROTOCOLABCABC Pk=Example0.1|")),
                    tcp("directconnect", 412).client(text("$MyNick somebody|$Lock ABCABC Pk=X|")),
                    tcp("directconnect", 411).client(text("HSUP ADBASE ADTIGR\n")),
                    tcp("soulseek", 2242).client(PeerMessages.soulseekLogin()),
                    tcp("soulseek", 2234).client(PeerMessages.soulseekPeer()),
                    udp("syncthing", 21_027).client(PeerMessages.syncthingAnnouncement()),
                    tcp("syncthing", 22_067)
                            .client(bytes().hex("9e79bc40 00000003 00000020").noise(32).done()),
                    udp("resilio", 3838).client(text("BSYNC\0d1:m4:ping4:peer20:")),
                    udp("dropbox", 17_500).client(PeerMessages.dropboxAnnouncement()),
                    tcp("edonkey", 4662).client(PeerMessages.edonkeyHello()),
                    tcp("edonkey", 4661).client(PeerMessages.edonkeyLogin()),
                    udp("edonkey", 4672)
                            .client(PeerMessages.kadRequest())
                            .server(PeerMessages.kadResponse()),
                    udp("edonkey", 4672).client(kadHello(0x11)).server(kadHello(0x19)),
                    udp("edonkey", 4672)
                            .client(bytes().hex("e4 01").done())
                            .server(PeerMessages.kadBootstrapAnswer()),
                    udp("edonkey", 4665)
                            .client(bytes().hex("e3 96 a1b2c3d4").done())
                            .server(bytes().hex("e3 97 a1b2c3d4 00000010 00000020").done()),
                    tcp("gnutella", 6346)
                            .client(
                                    text(
                                            "GNUTELLA CONNECT/0.6\r\nUser-Agent: Example/1.0\r\n\r\n")),
                    tcp("gnutella", 6346).server(text("GNUTELLA/0.6 200 OK\r\n\r\n")),
                    tcp("gnutella", 6346)
                            .client(text("GIV 7:00112233445566778899AABBCCDDEEFF/file.txt\n\n")),
                    udp("gnutella", 6346).client(PeerMessages.gnutellaPing()),
                    udp("gnutella", 6346).client(PeerMessages.gnutellaPong()),
                    udp("gnutella", 6346).client(PeerMessages.gnutellaVendor()),
                    udp("gnutella", 6346).client(PeerMessages.gnutella2Ping()));

    private PeerConversations() {}
}
