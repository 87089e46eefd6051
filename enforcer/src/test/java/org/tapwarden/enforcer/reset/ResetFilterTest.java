package org.tapwarden.enforcer.reset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.ring.SocketFilter;
import org.tapwarden.enforcer.order.Subject;

/// What the filter lets through, run here as the kernel does; that the kernel takes it the lab
/// shows.
class ResetFilterTest {

    private static final Mac DEVICE = Mac.parse("02:00:00:00:79:01");
    private static final String OTHERS = "02000000790202000000790a";
    private static final String TCP_V4 = "0800" + "45000028000000004006" + "0000";
    private static final String ADDRESSES_V4 = "0a4f0001" + "cb007101" + "00".repeat(20);
    private static final String V6 = "86dd" + "60000000001406ff";
    private static final String ADDRESSES_V6 =
            "fd790000000000000000000000000001" + "fd790000000000000000000000000002";

    private static Restriction lease(Subject subject) {
        var caps = new ResetSettings.Caps(1, 1);
        return new Restriction("case", subject, Set.of(), caps, 0, 0);
    }

    private static SocketFilter of(Set<Mac> macs, Set<Address> addresses) {
        return ResetFilter.of(new Restricted(Set.of(lease(new Subject(1, macs, addresses, "")))));
    }

    private static int passed(SocketFilter filter, String frame) {
        return Bpf.run(filter, HexFormat.of().parseHex(frame));
    }

    private static String from(Mac mac) {
        return "020000007909" + mac.toString().replace(":", "");
    }

    private static String to(Mac mac) {
        return mac.toString().replace(":", "") + "020000007909";
    }

    @Test
    void lets_tcp_and_udp_of_a_restricted_mac_through_in_either_direction_and_no_other() {
        SocketFilter filter = of(Set.of(DEVICE), Set.of());
        String udp = TCP_V4.replace("4006", "4011");
        String icmp = TCP_V4.replace("4006", "4001");
        assertThat(passed(filter, from(DEVICE) + TCP_V4 + ADDRESSES_V4)).isEqualTo(256);
        assertThat(passed(filter, to(DEVICE) + TCP_V4 + ADDRESSES_V4)).isEqualTo(256);
        assertThat(passed(filter, from(DEVICE) + udp + ADDRESSES_V4)).isEqualTo(256);
        assertThat(passed(filter, from(DEVICE) + V6 + ADDRESSES_V6)).isEqualTo(256);
        assertThat(passed(filter, from(DEVICE) + icmp + ADDRESSES_V4)).isZero();
        assertThat(passed(filter, from(DEVICE) + "0806" + "00".repeat(46))).isZero();
        assertThat(passed(filter, OTHERS + TCP_V4 + ADDRESSES_V4)).isZero();
        assertThat(passed(filter, OTHERS + V6 + ADDRESSES_V6)).isZero();
    }

    @Test
    void finds_the_header_behind_up_to_two_tags() {
        SocketFilter filter =
                of(Set.of(), Set.of(Address.parse("10.79.0.1"), Address.parse("fd79::2")));
        for (String tags : new String[] {"", "81000064", "88a8006481000065", "9100006492000065"}) {
            assertThat(passed(filter, OTHERS + tags + TCP_V4 + ADDRESSES_V4))
                    .as(tags)
                    .isEqualTo(256);
            assertThat(passed(filter, OTHERS + tags + V6 + ADDRESSES_V6)).as(tags).isEqualTo(256);
        }
        assertThat(passed(filter, OTHERS + "810000018100000281000003" + TCP_V4 + ADDRESSES_V4))
                .isZero();
        String other = TCP_V4 + "0a4f0002" + "cb007101" + "00".repeat(20);
        assertThat(passed(filter, OTHERS + other)).isZero();
    }

    @Test
    void nobody_restricted_lets_nothing_through() {
        assertThat(ResetFilter.of(Restricted.NOBODY)).isEqualTo(SocketFilter.NOTHING);
        assertThat(passed(SocketFilter.NOTHING, from(DEVICE) + TCP_V4 + ADDRESSES_V4)).isZero();
    }

    @Test
    void fits_into_the_kernel_at_the_caps_and_finds_every_one_of_them() {
        var random = new SplittableRandom(7);
        var leases = new LinkedHashSet<Restriction>();
        var macs = new LinkedHashSet<Mac>();
        var addresses = new LinkedHashSet<Address>();
        while (macs.size() < ResetDriver.MOST_MACS) {
            macs.add(new Mac(random.nextLong() & 0xfeff_ffff_ffffL));
        }
        for (int i = 0; i < ResetDriver.MOST_ADDRESSES; i++) {
            addresses.add(Address.ipv4(random.nextInt()));
            addresses.add(new Address(0xfd79L << 48, random.nextLong()));
        }
        macs.forEach(mac -> leases.add(lease(new Subject(1, Set.of(mac), Set.of(), ""))));
        addresses.forEach(a -> leases.add(lease(new Subject(1, Set.of(), Set.of(a), ""))));
        SocketFilter filter = ResetFilter.of(new Restricted(leases));
        assertThat(filter.length()).isLessThanOrEqualTo(3_200);
        for (Mac mac : macs) {
            assertThat(passed(filter, from(mac) + TCP_V4 + ADDRESSES_V4)).isEqualTo(256);
            assertThat(passed(filter, to(mac) + TCP_V4 + ADDRESSES_V4)).isEqualTo(256);
        }
        for (Address address : addresses) {
            String hex = HexFormat.of().formatHex(address.bytes());
            String frame =
                    address.isIpv4()
                            ? TCP_V4 + "0a000001" + hex + "00".repeat(20)
                            : V6 + hex + "fd".repeat(16);
            assertThat(passed(filter, OTHERS + frame)).isEqualTo(256);
        }
        for (int i = 0; i < 1_000; i++) {
            var mac = new Mac(random.nextLong() & 0xfeff_ffff_ffffL);
            assertThat(passed(filter, from(mac) + TCP_V4 + ADDRESSES_V4))
                    .isEqualTo(macs.contains(mac) ? 256 : 0);
        }
        assertThat(Bpf.longestRun()).as("instructions for one frame").isLessThan(90);
    }
}
