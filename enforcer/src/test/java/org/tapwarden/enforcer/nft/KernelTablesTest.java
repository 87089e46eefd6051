package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.nft.NftLab.host;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// What the kernel knows, as it knows it.
class KernelTablesTest {

    private final KernelTables kernel = new KernelTables();
    private NftLab lab;
    private Namespace inside;

    @BeforeEach
    void wire() {
        lab = new NftLab();
        inside = lab.namespace();
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private Map<String, KernelTables.Link> links() {
        return inside.call(kernel::links).values().stream()
                .collect(Collectors.toMap(KernelTables.Link::name, link -> link));
    }

    @Test
    void a_bridge_its_ports_and_whom_it_learnt() {
        Map<String, KernelTables.Link> links = links();
        assertThat(links).containsKeys("lo", "br0", "p1", "p2", "p3");
        int bridge = links.get("br0").index();
        int port = links.get("p1").index();
        assertThat(links.get("br0").master()).isZero();
        assertThat(links.get("p1").master()).isEqualTo(bridge);
        assertThat(inside.call(() -> kernel.learnt(host(1))))
                .containsExactly(new KernelTables.Learnt(port, bridge));
        assertThat(inside.call(() -> kernel.learnt(new Mac(77)))).isEmpty();
        Mac ownOfThePort = Mac.parse(lab.says("cat", "/sys/class/net/p1/address").strip());
        assertThat(inside.call(() -> kernel.learnt(ownOfThePort))).as("not learnt").isEmpty();
    }

    @Test
    void a_router_its_neighbours_and_its_ways_out() {
        lab.routes();
        Map<String, KernelTables.Link> links = links();
        int first = links.get("p1").index();
        int out = links.get("p3").index();
        assertThat(inside.call(() -> kernel.neighbours(host(1))).get(first))
                .contains(Address.parse("10.77.1.1"), Address.parse("fd77:1::1"));
        assertThat(inside.call(() -> kernel.neighbours(new Mac(77)))).isEmpty();
        assertThat(inside.call(kernel::leadingOut)).containsExactly(out);
        assertThat(inside.call(() -> kernel.hasAddress(first))).isTrue();
        assertThat(inside.call(() -> kernel.hasAddress(4_711))).isFalse();
        assertThat(device("10.77.1.9")).hasValue(first);
        assertThat(device("fd77:1::9")).hasValue(first);
        assertThat(device("203.0.113.7")).hasValue(out);
        assertThat(device("10.77.1.254")).as("its own").isEmpty();
        lab.inside("ip", "route", "add", "unreachable", "198.51.100.0/24");
        assertThat(device("198.51.100.7")).isEmpty();
    }

    private Optional<Integer> device(String address) {
        var index = inside.call(() -> kernel.device(Address.parse(address)));
        return index.isPresent() ? Optional.of(index.getAsInt()) : Optional.empty();
    }

    @Test
    void a_default_route_of_many_hops_leads_out_of_all() {
        lab.routes();
        lab.inside(
                "ip",
                "route",
                "replace",
                "default",
                "nexthop",
                "via",
                "10.77.2.1",
                "nexthop",
                "via",
                "10.77.3.1");
        Map<String, KernelTables.Link> links = links();
        assertThat(inside.call(kernel::leadingOut))
                .isEqualTo(Set.of(links.get("p2").index(), links.get("p3").index()));
    }

    /// More than one answer of the kernel holds.
    @Test
    void a_long_table_is_read_to_its_end() {
        String many =
                IntStream.range(0, 5_000)
                        .mapToObj(i ->
                                "fdb add 02:11:00:00:%02x:%02x dev p2 master static"
                                        .formatted(i >> 8, i & 255))
                        .collect(Collectors.joining("\n"));
        lab.feeds(many, "bridge", "-batch", "-");
        int port = links().get("p2").index();
        Mac last = Mac.parse("02:11:00:00:13:87");
        assertThat(inside.call(() -> kernel.learnt(last)))
                .extracting(KernelTables.Learnt::port)
                .containsExactly(port);
        assertThat(inside.call(() -> kernel.learnt(host(1)))).hasSize(1);
    }
}
