package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.detector.sensor.Office.ANDROID;
import static org.tapwarden.detector.sensor.Office.GATEWAY;
import static org.tapwarden.detector.sensor.Office.GATEWAY_ADDRESS;
import static org.tapwarden.detector.sensor.Office.ROUTER;
import static org.tapwarden.detector.sensor.Office.WINDOWS;
import static org.tapwarden.detector.sensor.Office.segment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

/// Several sites, and what lies behind a router.
class SitesTest {

    private static final Segments TWO_SITES =
            new Segments(
                    List.of(
                            segment("HS1", 1, Set.of(), TapKind.ACCESS, Map.of()),
                            segment("HS2", 2, Set.of(), TapKind.ACCESS, Map.of())));

    /// At each site half of what would be a case: together it would be one.
    @Test
    void one_mac_at_two_sites_with_the_same_addresses_is_two_devices_with_evidence_of_their_own() {
        var office = new Office(TWO_SITES);
        office.space = 1;
        office.asks(ROUTER, "10.20.0.50", "TL-WR841N", "udhcp 1.35.0");
        office.claim(ROUTER, "10.20.0.50");
        office.space = 2;
        for (int i = 0; i < 5; i++) {
            // A computer with virtual machines, whose MAC somebody cloned at the other site.
            office.asks(ROUTER, "10.20.0.50", "teacher-pc", "MSFT 5.0");
            office.syn(ROUTER, "10.20.0.50", 63, ANDROID);
            office.syn(ROUTER, "10.20.0.50", 127, WINDOWS);
        }
        assertThat(office.cases()).isEmpty();
        List<Endpoint> both =
                office.sensor.endpoints().all().stream()
                        .filter(e -> e.mac() == ROUTER.bits())
                        .toList();
        assertThat(both).extracting(e -> e.segment().name()).containsExactly("HS1", "HS2");
        assertThat(both).extracting(Endpoint::hostName).containsExactly("TL-WR841N", "teacher-pc");
        // The same at one site is a case of that site.
        office.space = 1;
        office.syn(ROUTER, "10.20.0.50", 63, ANDROID);
        office.syn(ROUTER, "10.20.0.50", 127, WINDOWS);
        assertThat(office.cases()).containsExactly("rogue-router " + ROUTER);
        assertThat(office.kept.alerts).allMatch(alert -> alert.site().equals("HS1"));
    }

    @Test
    void flows_of_two_sites_with_the_same_addresses_are_put_where_they_belong() {
        var office = new Office(TWO_SITES);
        for (int site = 1; site <= 2; site++) {
            office.space = site;
            office.flow(ROUTER, "10.20.0.50", GATEWAY, "203.0.113.1", Protocol.TLS, null);
        }
        assertThat(office.sensor.devicesOf("HS1")).isEqualTo(1);
        assertThat(office.sensor.devicesOf("HS2")).isEqualTo(1);
    }

    /// A server is known on its wire only.
    @Test
    void dhcp_servers_of_two_sites_are_not_compared() {
        var office = new Office(TWO_SITES);
        for (int site = 1; site <= 2; site++) {
            office.space = site;
            Mac server = new Mac(GATEWAY.bits() + site);
            for (int i = 0; i < 4; i++) {
                office.answers(
                        server,
                        "10.20.0." + site,
                        new Mac(0x002170000000L + i),
                        "10.20.1." + i,
                        "10.20.0." + site,
                        "10.20.0." + site);
            }
        }
        assertThat(office.cases()).isEmpty();
    }

    @Test
    void two_hundred_hosts_behind_a_layer_3_switch_are_two_hundred_devices_and_no_case() {
        Office office = Office.with(TapKind.ROUTED, Map.of());
        for (int round = 0; round < 3; round++) {
            for (int host = 1; host <= 200; host++) {
                String address = "10.20.7." + host;
                Mac inside = new Mac(0x002170000000L + host);
                // Relayed requests and answers carry the hop's MAC.
                office.answers(
                        5,
                        GATEWAY,
                        "10.99.0.5",
                        inside,
                        address,
                        GATEWAY_ADDRESS,
                        GATEWAY_ADDRESS,
                        "10.99.0.5");
                office.syn(
                        GATEWAY,
                        address,
                        host % 2 == 0 ? 127 : 63,
                        host % 2 == 0 ? WINDOWS : ANDROID);
                office.flow(GATEWAY, address, ROUTER, "203.0.113.1", Protocol.TLS, null);
            }
        }
        assertThat(office.cases()).isEmpty();
        Set<String> addresses = new HashSet<>();
        office.sensor
                .endpoints()
                .all()
                .forEach(e -> e.addresses().forEach(a -> addresses.add(a.toString())));
        assertThat(addresses).filteredOn(a -> a.startsWith("10.20.7.")).hasSize(200);
        assertThat(office.sensor.endpoints().all())
                .filteredOn(e -> e.segment().name().equals("students"))
                .filteredOn(e -> e.mac() == 0)
                .filteredOn(e -> e.addresses().toString().contains("10.20.7."))
                .hasSize(200);
    }
}
