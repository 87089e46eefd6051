package org.tapwarden.webconsole;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.webconsole.page.Words;

/// Who said something of a device, as people read it; the ledger has a short word for each.
final class SourceWords {

    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("wire", "the frames themselves"),
                    Map.entry("ip", "its own packets"),
                    Map.entry("tcp", "its TCP"),
                    Map.entry("registry", "the registry of the IEEE"),
                    Map.entry("arp", "ARP"),
                    Map.entry("nd", "IPv6 neighbour discovery"),
                    Map.entry("dhcp", "DHCP"),
                    Map.entry("dhcpv6", "DHCPv6"),
                    Map.entry("mdns", "mDNS"),
                    Map.entry("nbns", "NetBIOS"),
                    Map.entry("llmnr", "LLMNR"),
                    Map.entry("ssdp", "SSDP"),
                    Map.entry("http", "HTTP"),
                    Map.entry("lldp", "LLDP"),
                    Map.entry("cdp", "CDP"),
                    Map.entry("capwap", "CAPWAP"),
                    Map.entry("snmp", "the switch, asked by SNMP"),
                    Map.entry("radius", "RADIUS"),
                    Map.entry("option-82", "the DHCP relay (option 82)"),
                    Map.entry("radius-accounting", "RADIUS accounting, verified"),
                    Map.entry("radius-seen", "RADIUS accounting seen on the tap, not verified"),
                    Map.entry("kerberos", "a Kerberos ticket"),
                    Map.entry("dhcp-name", "its host name"),
                    Map.entry("list", "the office's list of persons"));

    private SourceWords() {}

    /// @param source as the ledger has it; of several persons each one's, after commas
    static String of(String source) {
        return Arrays.stream(source.split(", "))
                .map(one -> NAMES.getOrDefault(one, one))
                .collect(Collectors.joining(", "));
    }

    /// Where a device is plugged in, who says so, and how old that is. Texts in it come from
    /// switches and from the network.
    static String of(Place place, Words words, Instant now) {
        Instant since = Instant.ofEpochMilli(place.atMillis());
        return PlaceText.words(place)
                + " (says "
                + of(place.source().word())
                + ", since "
                + words.time(since)
                + ", "
                + Words.span(Duration.between(since, now))
                + " ago)";
    }
}
