package org.tapwarden.classifier.protocol.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.openVpnServerReset;
import static org.tapwarden.classifier.protocol.Samples.reply;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.Samples.wireGuardResponse;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Learnt;

/// These labels accuse, so what they do not say matters as much as what they say.
class VpnDissectorsTest {

    private static final long NOW = 0x65a0_0000L;

    private final OpenVpnDissector openVpn = new OpenVpnDissector();
    private final WireGuardDissector wireGuard = new WireGuardDissector();
    private final Learnt learnt = new Learnt();

    @Test
    void a_clients_reset_alone_is_only_perhaps() {
        byte[] plain = bytes().u8(0x38).noise(8).u8(0).u32(0).done();
        byte[] authenticated =
                bytes().u8(0x38).noise(8).noise(20).u32(1).u32(NOW).u8(0).u32(0).done();
        byte[] wrapped =
                bytes().u8(0x50)
                        .noise(8)
                        .u32(0x0f000001)
                        .u32(NOW)
                        .noise(37)
                        .noise(288)
                        .u16(290)
                        .done();
        assertThat(openVpn.look(udp(plain, 1194), learnt)).isEqualTo(PERHAPS);
        assertThat(openVpn.look(udp(authenticated, 1194), learnt)).isEqualTo(PERHAPS);
        assertThat(openVpn.look(udp(wrapped, 1194), learnt)).isEqualTo(PERHAPS);
        assertThat(learnt.grounds()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 32, 64})
    void a_servers_reset_convinces_with_any_hmac(int hmac) {
        byte[] reset =
                bytes().u8(0x40)
                        .noise(8)
                        .noise(hmac)
                        .u32(1)
                        .u32(NOW)
                        .u8(1)
                        .u32(0)
                        .noise(8)
                        .u32(0)
                        .done();
        assertThat(openVpn.look(reply(reset, 443), learnt)).isEqualTo(YES);
    }

    @Test
    void a_servers_reset_convinces_without_one_and_encrypted() {
        byte[] encrypted = bytes().u8(0x40).noise(8).u32(1).u32(NOW).noise(32).noise(17).done();
        assertThat(openVpn.look(reply(openVpnServerReset(), 443), learnt)).isEqualTo(YES);
        assertThat(openVpn.look(reply(encrypted, 443), learnt)).isEqualTo(YES);
        assertThat(openVpn.look(udp(encrypted, 443), learnt)).as("not from a client").isEqualTo(NO);
    }

    @Test
    void works_over_tcp_with_its_length() {
        byte[] reset = openVpnServerReset();
        byte[] framed = bytes().u16(reset.length).put(reset).done();
        assertThat(openVpn.look(tcp(framed), learnt)).isEqualTo(YES);
        assertThat(openVpn.look(tcp(Arrays.copyOf(framed, 20)), learnt)).isEqualTo(PERHAPS);
    }

    @Test
    void every_fixed_byte_of_a_reset_counts() {
        byte[] reset = openVpnServerReset();
        for (int at : new int[] {0, 9, 10, 13, 22, 25}) {
            byte[] other = reset.clone();
            other[at] ^= 0x11;
            assertThat(openVpn.look(reply(other, 1194), learnt)).as("byte %d", at).isEqualTo(NO);
        }
        assertThat(openVpn.look(reply(bytes().put(reset).u8(0).done(), 1194), learnt))
                .isEqualTo(NO);
    }

    @Test
    void wireguard_is_known_by_the_response() {
        byte[] initiation = bytes().hex("01000000").noise(128).zeros(16).done();
        assertThat(wireGuard.look(udp(initiation, 51820), learnt)).isEqualTo(PERHAPS);
        assertThat(wireGuard.look(reply(wireGuardResponse(), 51820), learnt)).isEqualTo(YES);
    }

    @Test
    void wireguard_is_not_just_a_length_and_a_number() {
        byte[] loaded = bytes().hex("02000000").noise(88).done();
        assertThat(wireGuard.look(reply(loaded, 51820), learnt)).isEqualTo(PERHAPS);
        assertThat(wireGuard.look(reply(bytes().hex("02000000").zeros(88).done(), 51820), learnt))
                .isEqualTo(NO);
        assertThat(wireGuard.look(reply(bytes().hex("02000001").noise(88).done(), 51820), learnt))
                .isEqualTo(NO);
        assertThat(wireGuard.look(reply(bytes().hex("02000000").noise(89).done(), 51820), learnt))
                .isEqualTo(NO);
    }

    @Test
    void noise_is_never_a_vpn() {
        var random = new Random(20_261_123);
        for (int i = 0; i < 300_000; i++) {
            byte[] noise = new byte[random.nextInt(160)];
            random.nextBytes(noise);
            assertThat(openVpn.look(reply(noise, 1194), learnt)).isNotEqualTo(YES);
            assertThat(wireGuard.look(reply(noise, 51820), learnt)).isNotEqualTo(YES);
        }
    }
}
