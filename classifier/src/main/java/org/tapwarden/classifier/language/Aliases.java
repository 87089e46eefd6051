package org.tapwarden.classifier.language;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What other tools call our fields: Arkime (`ip.src`), Zeek (`id.orig_h`), nfdump (`src ip`,
/// written `src.ip`), and short names.
///
/// An alias means what its tool means by it, as far as we keep that: Zeek's `service` is a protocol
/// or a service, Arkime's `protocols` holds the transport too.
final class Aliases {

    /// Each with the canonical names it stands for.
    static final Map<String, List<String>> ALL = all();

    private Aliases() {}

    private static Map<String, List<String>> all() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        ends(all, "ip", "ip", "ip.src ip.dst id.orig_h id.resp_h src.ip dst.ip src_ip dst_ip");
        ends(all, "port", "port", "port.src port.dst id.orig_p id.resp_p src.port dst.port");
        ends(all, "mac", "mac", "mac.src mac.dst orig_l2_addr resp_l2_addr src.mac dst.mac");
        ends(all, "endpoint", "endpoint", "src.endpoint dst.endpoint");
        ends(all, "bytes", "", "bytes.src bytes.dst orig_bytes resp_bytes src.bytes dst.bytes");
        ends(all, "bytes", "", "orig_ip_bytes resp_ip_bytes");
        ends(all, "packets", "", "packets.src packets.dst orig_pkts resp_pkts");
        ends(all, "packets", "", "src.packets dst.packets");
        one(all, "network.bytes", "bytes");
        one(all, "network.packets", "packets");
        one(all, "network.transport", "transport proto ip.protocol");
        one(all, "network.protocol", "protocol");
        one(all, "network.application", "application app");
        one(all, "network.vlan.id", "vlan");
        all.put("protocols", List.of("network.protocol", "network.transport"));
        all.put("service", List.of("network.protocol", "network.application"));
        one(all, "tls.client.server_name", "server_name sni host host.http");
        one(all, "dns.question.name", "host.dns query");
        one(all, "tls.next_protocol", "alpn");
        one(all, "tls.client.ja4", "ja4 tls.ja4");
        one(all, "tls.client.ech", "ech");
        one(all, "tls.cipher", "cipher");
        one(all, "tls.server.subject", "cert.subject.cn");
        one(all, "tls.server.issuer", "cert.issuer.cn");
        one(all, "tls.server.x509.alternative_names", "cert.alt");
        one(all, "user_agent.original", "user_agent http.user-agent");
        one(all, "event.start", "start firstPacket ts");
        one(all, "event.end", "end lastPacket");
        one(all, "event.duration", "duration session.length");
        one(all, "observer.name", "observer node");
        one(all, "tapwarden.flow.id", "flow.id");
        one(all, "tapwarden.slice", "slice");
        one(all, "tapwarden.final", "final");
        one(all, "tapwarden.end_reason", "end_reason");
        one(all, "tapwarden.basis", "basis");
        one(all, "tapwarden.grounds", "grounds");
        one(all, "tapwarden.category", "category");
        one(all, "tapwarden.segment", "segment");
        one(all, "tapwarden.population", "population");
        one(all, "tapwarden.outer", "outer");
        one(all, "tapwarden.swapped", "swapped");
        one(all, "tapwarden.encrypted_hello", "encrypted_hello");
        one(all, "tapwarden.claimed_time", "claimed_time");
        one(all, "tapwarden.runner_up.category", "runner_up.category");
        one(all, "tapwarden.runner_up.protocol", "runner_up.protocol");
        one(all, "tapwarden.runner_up.application", "runner_up.application");
        one(all, "tapwarden.runner_up.grounds", "runner_up.grounds");
        one(all, "tapwarden.runner_up.lost", "runner_up.lost");
        one(all, "host.name", "hostname");
        one(all, "device.maker", "maker");
        one(all, "device.standing", "standing");
        one(all, "device.approved", "approved");
        return Collections.unmodifiableMap(all);
    }

    private static void one(Map<String, List<String>> all, String field, String aliases) {
        for (String alias : aliases.split(" ", -1)) {
            all.put(alias, List.of(field));
        }
    }

    /// @param either the alias that means both ends, or empty
    /// @param pairs aliases of the source and the destination in turn
    private static void ends(
            Map<String, List<String>> all, String fact, String either, String pairs) {
        String source = "source." + fact;
        String destination = "destination." + fact;
        if (!either.isEmpty()) {
            all.put(either, List.of(source, destination));
        }
        String[] aliases = pairs.split(" ", -1);
        for (int i = 0; i < aliases.length; i += 2) {
            all.put(aliases[i], List.of(source));
            all.put(aliases[i + 1], List.of(destination));
        }
    }
}
