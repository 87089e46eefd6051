package org.tapwarden.classifier.protocol.naming;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// Multicast DNS and its service discovery (RFC 6762; RFC 6763). Stations say here how they are
/// called and what they offer.
final class MdnsDissector implements Dissector {

    /// A message tells no more than this.
    static final int MAX_TELLINGS = 24;

    private static final int PORT = 5353;
    private static final int DNS_PORT = 53;
    private static final String LOCAL = ".local";
    private static final String ALL_SERVICES = "_services._dns-sd._udp.local";

    private static final About ABOUT =
            About.of(Protocol.MDNS, "Multicast DNS")
                    .over(Transport.UDP)
                    .in("RFC 6762, section 18")
                    .reads("header, questions and answers", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .atHome(5353);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Said to everybody.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || payload.hasPort(DNS_PORT) || !hasHeader(payload)) {
            return Answer.NO;
        }
        DnsMessage message = DnsMessage.read(payload, 0, payload.length());
        if (message == null) {
            return Answer.NO;
        }
        learnt.grounds(message.isResponse() ? "mdns-response" : "mdns-query");
        if (message.asks() && learnt.wantsQuestion()) {
            learnt.question(message.question());
        }
        // Answers inside a question only say what the asker already knows (RFC 6762, section 7.1).
        if (message.isResponse() && learnt.wantsAnnouncements()) {
            tell(message, learnt);
        }
        return Answer.YES_EACH;
    }

    /// Opcode and verdict are zero (RFC 6762, sections 18.3 and 18.11), and something is counted.
    private static boolean hasHeader(Payload payload) {
        return payload.length() >= DnsMessage.HEADER
                && (payload.u16(2) & 0x784f) == 0
                && payload.u16(4) + payload.u16(6) + payload.u16(8) + payload.u16(10) > 0
                && payload.u16(4) <= 255
                && payload.u16(6) <= 255;
    }

    private static void tell(DnsMessage message, Learnt learnt) {
        Set<Telling> tellings = new LinkedHashSet<>();
        int records = message.records();
        for (int record = 0; record < records && tellings.size() < MAX_TELLINGS; record++) {
            Telling telling = telling(message, record);
            if (telling != null) {
                tellings.add(telling);
            }
        }
        tellings.forEach(learnt::tell);
    }

    private static @Nullable Telling telling(DnsMessage message, int record) {
        return switch (message.type(record)) {
            case DnsMessage.A, DnsMessage.AAAA -> name(message.owner(record));
            case DnsMessage.SRV -> name(message.target(record));
            case DnsMessage.PTR -> pointer(message, record);
            default -> null;
        };
    }

    private static @Nullable Telling pointer(DnsMessage message, int record) {
        String owner = message.ownerInLowerCase(record);
        if (owner.endsWith(".arpa")) {
            return name(message.target(record));
        }
        if (owner.equals(ALL_SERVICES)) {
            return service(message.targetInLowerCase(record));
        }
        return owner.contains("._tcp") || owner.contains("._udp") ? service(owner) : null;
    }

    private static Telling service(String service) {
        return new Telling.ServiceAnnounced(service, null, Protocol.MDNS);
    }

    private static @Nullable Telling name(String name) {
        if (name.isEmpty()) {
            return null;
        }
        int own = name.length() - LOCAL.length();
        boolean local = own >= 0 && name.regionMatches(true, own, LOCAL, 0, LOCAL.length());
        String word = local ? name.substring(0, own) : name;
        return word.isEmpty() ? null : new Telling.NameAnnounced(word, Protocol.MDNS);
    }
}
