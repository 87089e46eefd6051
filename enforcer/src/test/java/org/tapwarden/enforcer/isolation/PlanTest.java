package org.tapwarden.enforcer.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.enforcer.isolation.IsolationSettings.Subnet;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

class PlanTest {

    private static final Mac DEVICE = Mac.parse("02:00:00:00:00:01");
    private static final Mac SECOND = Mac.parse("02:00:00:00:00:02");
    private static final Mac GATEWAY = Mac.parse("02:00:00:00:00:fe");
    private static final Mac OWN = Mac.parse("02:00:00:00:00:aa");
    private static final Subnet V4 =
            new Subnet(
                    "lan0",
                    Prefix.parse("10.0.0.0/24"),
                    Set.of(Address.parse("10.0.0.1")),
                    Optional.empty());
    private static final Subnet V6 =
            new Subnet(
                    "lan0",
                    Prefix.parse("fd00::/64"),
                    Set.of(Address.parse("fe80::1"), Address.parse("fd00::1")),
                    Optional.of(GATEWAY));
    private static final Subnet ELSEWHERE =
            new Subnet(
                    "lan1",
                    Prefix.parse("fd01::/64"),
                    Set.of(Address.parse("fe80::1")),
                    Optional.of(GATEWAY));

    private final Map<Address, Mac> neighbours = new HashMap<>();
    private boolean up = true;
    private boolean forwards;

    private Plan plan(Set<Mac> macs, String... addresses) {
        Set<Address> all = Stream.of(addresses).map(Address::parse).collect(Collectors.toSet());
        return Plan.of(
                new Subject(1, macs, all, ""),
                List.of(V4, V6, ELSEWHERE),
                new Plan.Here(
                        device -> neighbours,
                        device -> up,
                        device -> forwards,
                        device -> OWN.bits()));
    }

    private static Reason refusal(Plan plan) {
        assertThat(plan).isInstanceOf(Plan.Impossible.class);
        return ((Plan.Impossible) plan).reason();
    }

    private static Set<String> ties(Plan plan) {
        assertThat(plan).isInstanceOf(Plan.Possible.class);
        return ((Plan.Possible) plan).ties().stream().map(Tie::line).collect(Collectors.toSet());
    }

    @Test
    void a_device_without_an_address_in_a_subnet_that_opted_in_is_left_alone() {
        assertThat(refusal(plan(Set.of(DEVICE), "10.0.1.7", "fd02::7")))
                .isEqualTo(Reason.NOT_OPTED_IN);
        assertThat(refusal(plan(Set.of(DEVICE), "fe80::7"))).isEqualTo(Reason.NOT_OPTED_IN);
        assertThat(refusal(plan(Set.of(DEVICE)))).isEqualTo(Reason.NOT_OPTED_IN);
    }

    @Test
    void every_address_of_the_wire_is_tied_to_every_gateway_of_its_family() {
        neighbours.put(Address.parse("10.0.0.1"), GATEWAY);
        String gateway = " 02:00:00:00:00:fe ";
        assertThat(ties(plan(Set.of(DEVICE), "10.0.0.7", "fe80::7", "192.0.2.1")))
                .containsExactlyInAnyOrder(
                        DEVICE + " 10.0.0.7" + gateway + "10.0.0.1 lan0",
                        DEVICE + " fe80::7" + gateway + "fe80::1 lan0",
                        DEVICE + " fe80::7" + gateway + "fd00::1 lan0");
    }

    @Test
    void refuses_where_a_mac_is_not_known() {
        assertThat(refusal(plan(Set.of(), "10.0.0.7"))).isEqualTo(Reason.NO_MAC);
        assertThat(refusal(plan(Set.of(Mac.UNKNOWN), "10.0.0.7"))).isEqualTo(Reason.NO_MAC);
        assertThat(refusal(plan(Set.of(DEVICE), "10.0.0.7"))).isEqualTo(Reason.GATEWAY_UNKNOWN);
        neighbours.put(Address.parse("10.0.0.1"), GATEWAY);
        // Two cards: which one has the address is told by the neighbour table or by nobody.
        assertThat(refusal(plan(Set.of(DEVICE, SECOND), "10.0.0.7"))).isEqualTo(Reason.NO_MAC);
        neighbours.put(Address.parse("10.0.0.7"), SECOND);
        assertThat(ties(plan(Set.of(DEVICE, SECOND), "10.0.0.7")))
                .containsExactly(SECOND + " 10.0.0.7 " + GATEWAY + " 10.0.0.1 lan0");
    }

    @Test
    void never_isolates_the_gateway_or_this_appliance() {
        neighbours.put(Address.parse("10.0.0.1"), GATEWAY);
        assertThat(refusal(plan(Set.of(GATEWAY), "10.0.0.7"))).isEqualTo(Reason.PROTECTED);
        assertThat(refusal(plan(Set.of(OWN), "10.0.0.7"))).isEqualTo(Reason.PROTECTED);
        assertThat(refusal(plan(Set.of(DEVICE), "10.0.0.1"))).isEqualTo(Reason.PROTECTED);
    }

    @Test
    void refuses_where_frames_cannot_leave_or_would_go_on_as_before() {
        forwards = true;
        assertThat(refusal(plan(Set.of(DEVICE), "fd00::7"))).isEqualTo(Reason.NOT_IN_PATH);
        forwards = false;
        up = false;
        assertThat(refusal(plan(Set.of(DEVICE), "fd00::7"))).isEqualTo(Reason.NOT_IN_PATH);
    }
}
