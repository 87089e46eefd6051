package org.tapwarden.classifier.protocol.peer;

import static org.tapwarden.classifier.protocol.Samples.bytes;

/// What peers say, built from their specifications.
final class PeerMessages {

    /// The generator of secp256k1 (SEC 2, section 2.4.1), a point that everybody knows.
    static final String POINT =
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                    + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

    static final String TWENTY = "abcdefghij0123456789";

    private PeerMessages() {}

    static byte[] text(String text) {
        return bytes().ascii(text).done();
    }

    static byte[] bitTorrentHandshake() {
        return bytes().u8(19)
                .ascii("BitTorrent protocol")
                .zeros(8)
                .noise(20)
                .ascii("-XY1234-")
                .noise(12)
                .done();
    }

    static byte[] microTransport(String types, int connection, int sequence, int acknowledged) {
        return bytes().hex(types)
                .u16(connection)
                .hex("10eeb2f0 00000010 00100000")
                .u16(sequence)
                .u16(acknowledged)
                .done();
    }

    static byte[] ping() {
        return text("d1:ad2:id20:" + TWENTY + "e1:q4:ping1:t2:aa1:y1:qe");
    }

    static byte[] edonkeyHello() {
        byte[] body =
                bytes().hex("01 10")
                        .noise(16)
                        .hex("c0000201 3612")
                        .hex("02000000")
                        .hex("02 0100 01 0300")
                        .ascii("abc")
                        .hex("03 0100 11 3c000000")
                        .zeros(6)
                        .done();
        return bytes().u8(0xe3).u8(body.length).zeros(3).put(body).done();
    }

    static byte[] edonkeyLogin() {
        byte[] body =
                bytes().hex("01")
                        .hex("a1b2c3d4e5f60718293a4b5c6d7e8f90")
                        .hex("00000000 3612")
                        .hex("01000000")
                        .hex("02 0100 01 0300")
                        .ascii("abc")
                        .done();
        return bytes().u8(0xe3).u8(body.length).zeros(3).put(body).done();
    }

    static byte[] kadRequest() {
        return bytes().hex("e4 21 0b").noise(16).noise(16).done();
    }

    static byte[] kadResponse() {
        return bytes().hex("e4 29").noise(16).u8(2).noise(50).done();
    }

    static byte[] kadHello(int opcode) {
        return bytes().u8(0xe4).u8(opcode).noise(16).hex("3612 08 00").done();
    }

    static byte[] gnutellaPing() {
        return bytes().noise(8)
                .u8(0xff)
                .noise(6)
                .u8(0)
                .hex("00 01 00 07000000")
                .hex("c3 83 534350 4101")
                .done();
    }

    static byte[] gnutella2Ping() {
        return bytes().ascii("GND").hex("00 0102 01 01 48 00").ascii("PI").zeros(4).done();
    }

    static byte[] soulseekLogin() {
        byte[] body =
                bytes().hex("01000000 04000000")
                        .ascii("user")
                        .hex("06000000")
                        .ascii("secret")
                        .hex("a0000000 20000000")
                        .ascii("0123456789abcdef0123456789abcdef")
                        .hex("01000000")
                        .done();
        return bytes().u8(body.length).zeros(3).put(body).done();
    }

    static byte[] soulseekPeer() {
        return bytes().hex("12000000 01 04000000")
                .ascii("user")
                .hex("01000000")
                .ascii("P")
                .hex("a1b2c3d4")
                .done();
    }

    static byte[] kadBootstrapAnswer() {
        return bytes().hex("e4 09").noise(16).hex("3612 08 0200").noise(50).done();
    }

    static byte[] gnutellaPong() {
        return bytes().noise(8).u8(0xff).noise(6).u8(0).hex("01 02 00 0e000000").noise(14).done();
    }

    static byte[] gnutellaVendor() {
        return bytes().noise(16)
                .hex("31 03 00 0a000000")
                .ascii("LIME")
                .hex("0500 0100 0000")
                .done();
    }

    static byte[] syncthingAnnouncement() {
        return bytes().hex("2ea7d90b 0a20")
                .noise(32)
                .hex("1215")
                .ascii("tcp://192.0.2.1:22000")
                .done();
    }

    static byte[] dropboxAnnouncement() {
        return text(
                "{\"version\": [2, 0], \"port\": 17500, \"host_int\": 12345, "
                        + "\"displayname\": \"\", \"namespaces\": [1, 2]}");
    }

    static byte[] rlpxHandshake() {
        return bytes().u16(400).u8(4).hex(POINT).noise(335).done();
    }

    static byte[] discovery(int type, String list) {
        return bytes().noise(96).u8(1).u8(type).hex(list).done();
    }

    static byte[] discoveryPing() {
        return discovery(1, "dc 04 cb 84c0000201 82765f 82765f c9 84c0000202 82765f 80 8465a00000");
    }

    static byte[] bitcoinVersion(String magic) {
        return bytes().hex(magic)
                .ascii("version")
                .zeros(5)
                .hex("66000000 a1b2c3d4")
                .zeros(80)
                .u8(16)
                .ascii("/Satoshi:25.0.0/")
                .zeros(5)
                .done();
    }

    static byte[] bitcoinVerack() {
        return bytes().hex("f9beb4d9").ascii("verack").zeros(6).hex("00000000 5df6e0e2").done();
    }

    static byte[] levin(int command) {
        return bytes().hex("0121010101010101 2000000000000000 01")
                .u8(command)
                .u8(command >>> 8)
                .hex("0000 00000000 01000000 01000000")
                .noise(32)
                .done();
    }

    static byte[] nanoHandshake(int flags) {
        return bytes().hex("5243 14 14 12 0a").u8(flags).u8(0).noise(32).done();
    }

    static byte[] nanoKeepAlive() {
        return bytes().hex("5243 12 11 07 02 0000").noise(144).done();
    }

    static byte[] subscribe() {
        return text("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"miner/1.0\"]}\n");
    }

    static byte[] login() {
        return text(
                "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":\"wallet\","
                        + "\"pass\":\"x\",\"agent\":\"miner/2.0\",\"algo\":[\"rx/0\"]}}\n");
    }
}
