package org.tapwarden.classifier.protocol.tunnel;

import static org.tapwarden.classifier.protocol.Samples.bytes;

import org.tapwarden.classifier.protocol.Samples;

/// What tunnels say, built from their specifications.
final class TunnelMessages {

    static final String INITIATOR = "a1b2c3d4e5f60718";
    static final String RESPONDER = "18f7e6d5c4b3a291";

    private TunnelMessages() {}

    static byte[] wireGuardTransport(int receiver, int counter, int length) {
        return bytes().hex("04000000").u32(receiver).u8(counter).zeros(7).noise(length - 16).done();
    }

    /// A first exchange of version 2: an association, a key, a nonce.
    static byte[] ikeSaInit(String responder, int flags) {
        byte[] association = bytes().hex("22000024").noise(32).done();
        byte[] key = bytes().hex("28000028 000e0000").noise(32).done();
        byte[] nonce = bytes().hex("00000014").noise(16).done();
        return ike(responder, "21 20 22", flags, association, key, nonce);
    }

    static byte[] ike(String responder, String types, int flags, byte[]... payloads) {
        var body = bytes();
        for (byte[] payload : payloads) {
            body.put(payload);
        }
        byte[] chain = body.done();
        return bytes().hex(INITIATOR)
                .hex(responder)
                .hex(types)
                .u8(flags)
                .u32(0)
                .u32(28 + chain.length)
                .put(chain)
                .done();
    }

    /// A main mode's proposal of version 1.
    static byte[] ikeMainMode() {
        byte[] association = bytes().hex("0d000038").noise(52).done();
        byte[] vendor = bytes().hex("00000014").noise(16).done();
        return ike("0000000000000000", "01 10 02", 0, association, vendor);
    }

    static byte[] esp(long index, int counter) {
        return bytes().u32(index).u32(counter).noise(64).done();
    }

    static byte[] pptpStart() {
        return bytes().hex("009c 0001 1a2b3c4d 0001 0000 0100 0000 00000003 00000003 0000 0001")
                .ascii("gateway")
                .zeros(57)
                .ascii("Example")
                .zeros(57)
                .done();
    }

    static byte[] l2tpStart() {
        return bytes().hex("c802 0026 0000 0000 0000 0000")
                .hex("8008 0000 0000 0001")
                .hex("8008 0000 0002 0100")
                .hex("800a 0000 0003 00000003")
                .done();
    }

    static byte[] tailscaleDiscovery() {
        return bytes().hex("5453 f09f92ac").noise(32).noise(24).noise(40).done();
    }

    static byte[] zeroTierHello() {
        return bytes().noise(8)
                .hex("0102030405")
                .hex("a1b2c3d4e5")
                .u8(0)
                .noise(8)
                .hex("01 0c 01 0c 0002")
                .hex("0000018d00000000")
                .hex("a1b2c3d4e5 00")
                .noise(64)
                .u8(0)
                .noise(9)
                .done();
    }

    static byte[] nebulaHandshake(int index, int counter) {
        return bytes().hex("10000000").u32(index).u32(0).u32(counter).noise(32).noise(200).done();
    }

    static byte[] warpResponse() {
        return bytes().hex("02 a1b2c3").hex("00112233").hex("44556677").noise(80).done();
    }

    static byte[] warpTransport() {
        return bytes().hex("04 a1b2c3").hex("00112233").zeros(8).noise(52).done();
    }

    static byte[] softEtherAddress() {
        return bytes().ascii("IP=192.0.2.17,PORT=50000").done();
    }

    static byte[] softEtherRegistration() {
        return bytes().u32(3)
                .put(softEtherText("host_name", "gateway"))
                .u32(5)
                .ascii("flag")
                .u32(0)
                .u32(1)
                .u32(1)
                .put(softEtherText("opcode", "nat_t_register"))
                .done();
    }

    private static byte[] softEtherText(String name, String value) {
        return bytes().u32(name.length() + 1)
                .ascii(name)
                .u32(2)
                .u32(1)
                .u32(value.length())
                .ascii(value)
                .done();
    }

    static byte[] n2n(int type, String community) {
        return bytes().u8(3)
                .u8(2)
                .u16(type)
                .ascii(community)
                .zeros(20 - community.length())
                .noise(40)
                .done();
    }

    static byte[] line(String text) {
        return bytes().ascii(text).u8('\n').done();
    }

    static byte[] frpLogin(String version) {
        String object = "{\"version\":\"" + version + "\",\"os\":\"linux\",\"arch\":\"amd64\"}";
        return bytes().ascii("o").zeros(7).u8(object.length()).ascii(object).done();
    }

    /// Version 2, a session's creation with two elements.
    static byte[] gtpRequest() {
        return bytes().hex("48 20 0018 00000000 000001 00")
                .hex("01 0008 00")
                .noise(8)
                .hex("03 0000 00")
                .done();
    }

    static byte[] gtpEcho(int type, int sequence) {
        return bytes().hex("32")
                .u8(type)
                .hex("0006 00000000")
                .u16(sequence)
                .hex("0000 0e05")
                .done();
    }

    static byte[] gtpUserData() {
        return bytes().hex("30 ff 0030 00000001").hex("45000030").noise(44).done();
    }

    /// Records to be charged, in one message.
    static byte[] gtpRecords() {
        return bytes().hex("4e f0 0010 0007 7e01 fc").u16(11).noise(11).done();
    }

    static byte[] gtpNodeAlive(int type, int sequence) {
        return bytes().hex("0e").u8(type).u16(0).u16(sequence).done();
    }

    static byte[] openVpnData(int peer, int counter) {
        return bytes().u8(0x48).u24(peer).u32(counter).noise(80).done();
    }

    static byte[] socksDomainRequest(String name) {
        return bytes().hex("05 01 00 03").u8(name.length()).ascii(name).u16(443).done();
    }

    static byte[] tls(String name) {
        return Samples.record(22, Samples.usualHello(name));
    }

    /// @param number the version, or since 0.5 the length
    static byte[] yggdrasil(int number) {
        return bytes().ascii("meta").u16(number).noise(32).done();
    }
}
