package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting.AddressClaimed;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.Sighting.Redirected;
import org.tapwarden.classifier.Sighting.RouterAdvertised;
import org.tapwarden.classifier.protocol.Samples;

/// Neighbour discovery, ARP and redirects, from the frame to what the deciding thread hears.
class NeighbourReaderTest {

    private static final String ROUTER = "fe800000000000000000000000000001";
    private static final String HOST = "fe800000000000000000000000000007";
    private static final String ALL = "ff020000000000000000000000000001";
    private static final String NOBODY = "00".repeat(16);
    private static final String TARGET = "20010db8000000000000000000000042";

    private static byte[] icmpv6(String from, String to, byte[] message) {
        return bytes().hex("333300000001 020000000002 86dd 60000000")
                .u16(message.length)
                .hex("3aff")
                .hex(from)
                .hex(to)
                .put(message)
                .done();
    }

    private static byte[] arp(String operation, String mac, String sender, String target) {
        return bytes().hex("ffffffffffff 020000000002 0806 0001 0800 06 04")
                .hex(operation)
                .hex(mac)
                .hex(sender)
                .hex("000000000000")
                .hex(target)
                .zeros(18)
                .done();
    }

    private static Samples advertisement() {
        return bytes().hex("86 00 0000 40 c0 0708 00000000 00000000");
    }

    private static Samples prefix(Samples to, int number) {
        return to.hex("03 04 40 c0 00278d00 00093a80 00000000 20010db800").u8(number).zeros(10);
    }

    @Test
    void a_router_tells_prefixes_resolvers_and_its_mac() {
        Samples message = advertisement().hex("01 01 020000000002");
        prefix(prefix(message, 1), 2);
        message.hex("19 05 0000 00000e10")
                .hex("20010db8000000000000000000000053 20010db8000000000000000000000054");
        var told = Heard.one(RouterAdvertised.class, icmpv6(ROUTER, ALL, message.done()));
        assertThat(told.lifetimeSeconds()).isEqualTo(1_800);
        assertThat(told.linkMac()).isEqualTo(0x020000000002L);
        assertThat(told.prefixes())
                .containsExactly(Address.parse("2001:db8:1::"), Address.parse("2001:db8:2::"));
        assertThat(told.resolvers())
                .containsExactly(Address.parse("2001:db8::53"), Address.parse("2001:db8::54"));
        assertThat(told.frame().sender()).isEqualTo(Address.parse("fe80::1"));
    }

    @Test
    void more_prefixes_than_anybody_needs_are_left_out() {
        Samples message = advertisement();
        for (int i = 0; i < RouterAdvertised.MOST + 3; i++) {
            prefix(message, i);
        }
        var told = Heard.one(RouterAdvertised.class, icmpv6(ROUTER, ALL, message.done()));
        assertThat(told.prefixes()).hasSize(RouterAdvertised.MOST);
        assertThat(told.resolvers()).isEmpty();
        assertThat(told.linkMac()).isZero();
    }

    @Test
    void a_redirect_tells_the_better_hop_and_for_whom() {
        byte[] message = bytes().hex("89 00 0000 00000000").hex(ROUTER).hex(TARGET).done();
        var told = Heard.one(Redirected.class, icmpv6(ROUTER, HOST, message));
        assertThat(told.better()).isEqualTo(Address.parse("fe80::1"));
        assertThat(told.destination()).isEqualTo(Address.parse("2001:db8::42"));
    }

    @Test
    void a_redirect_of_version_four_tells_the_same() {
        byte[] message =
                bytes().hex("05 01 0000 0a000009")
                        .hex("4500 0054 0000 4000 4001 0000 0a000007 c6336401 0800 0000 00000000")
                        .done();
        byte[] frame =
                bytes().hex("020000000001 020000000002 0800 4500")
                        .u16(20 + message.length)
                        .hex("0000 0000 4001 0000 0a000001 0a000007")
                        .put(message)
                        .done();
        var told = Heard.one(Redirected.class, frame);
        assertThat(told.better()).isEqualTo(Address.parse("10.0.0.9"));
        assertThat(told.destination()).isEqualTo(Address.parse("198.51.100.1"));
        assertThat(told.frame().sender()).isEqualTo(Address.parse("10.0.0.1"));
        for (int length = 14 + 20 + 4; length < 14 + 20 + 28; length++) {
            assertThat(Heard.of(java.util.Arrays.copyOf(frame, length))).isEmpty();
        }
    }

    @Test
    void who_probes_claims_nothing() {
        byte[] solicitation = bytes().hex("87 00 0000 00000000").hex(TARGET).done();
        var six = Heard.one(AddressClaimed.class, icmpv6(NOBODY, ALL, solicitation));
        assertThat(six.manner()).isEqualTo(Manner.PROBES);
        assertThat(six.address()).isEqualTo(Address.parse("2001:db8::42"));
        assertThat(six.asked()).isNull();
        var four =
                Heard.one(
                        AddressClaimed.class, arp("0001", "020000000002", "00000000", "0a000007"));
        assertThat(four.manner()).isEqualTo(Manner.PROBES);
        assertThat(four.address()).isEqualTo(Address.parse("10.0.0.7"));
    }

    @Test
    void who_asks_answers_and_announces_claims_its_own() {
        byte[] solicitation = bytes().hex("87 00 0000 00000000").hex(TARGET).done();
        var asks = Heard.one(AddressClaimed.class, icmpv6(HOST, ALL, solicitation));
        assertThat(asks.manner()).isEqualTo(Manner.ASKS);
        assertThat(asks.address()).isEqualTo(Address.parse("fe80::7"));
        assertThat(asks.asked()).isEqualTo(Address.parse("2001:db8::42"));
        byte[] advertisement =
                bytes().hex("88 00 0000 e0000000").hex(TARGET).hex("02 01 0200000000aa").done();
        var answers = Heard.one(AddressClaimed.class, icmpv6(HOST, ALL, advertisement));
        assertThat(answers.manner()).isEqualTo(Manner.ANSWERS);
        assertThat(answers.router()).isTrue();
        assertThat(answers.mac()).isEqualTo(0x0200000000aaL);
        var announces =
                Heard.one(
                        AddressClaimed.class, arp("0002", "0200000000bb", "0a000007", "0a000007"));
        assertThat(announces.manner()).isEqualTo(Manner.ANNOUNCES);
        assertThat(announces.mac()).as("not the frame's").isEqualTo(0x0200000000bbL);
    }

    @Test
    void a_message_from_beyond_the_link_is_none() {
        byte[] frame = icmpv6(ROUTER, ALL, advertisement().done());
        frame[14 + 7] = 64;
        assertThat(Heard.of(frame)).isEmpty();
    }
}
