package org.tapwarden.classifier.label;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;

/// Remembers under which public names a client was told to hide others (ECH, RFC 9849): what it
/// then asks for under such a name is most likely not that name.
///
/// Bounded: what was told longest ago is forgotten first. A client learns few such names, since one
/// stands for all servers of a provider.
final class FrontNames {

    static final int CAPACITY = Caps.of(20_000, 16);

    /// Public names that stand for nothing else: that of Cloudflare, and those of two test sites.
    private static final Set<String> KNOWN =
            Set.of("cloudflare-ech.com", "public.tls-ech.dev", "cover.defo.ie");

    private static final long SECOND = 1_000_000_000L;

    private final Map<Told, Long> untils = new LinkedHashMap<>();
    private long evicted;

    private record Told(int space, Address client, String front) {}

    void answered(Sighting.Frame frame, Telling.NameAnswered answer) {
        Address client = frame.receiver();
        String front = answer.front();
        if (client == null || front == null) {
            return;
        }
        long ttl = Math.max(0, Math.min(answer.ttlSeconds(), AnsweredNames.MAX_TTL_SECONDS));
        var told = new Told(frame.space(), client, front);
        untils.remove(told);
        if (untils.size() == CAPACITY) {
            untils.remove(untils.keySet().iterator().next());
            evicted++;
        }
        untils.put(told, frame.atNanos() + ttl * SECOND + AnsweredNames.GRACE_NANOS);
    }

    /// Whether what this client asks for under the name is most likely something else.
    boolean isFront(int space, Address client, String name, long atNanos) {
        if (KNOWN.contains(name)) {
            return true;
        }
        Long until = untils.get(new Told(space, client, name));
        return until != null && until >= atNanos;
    }

    /// Names forgotten since the table was full.
    long evicted() {
        return evicted;
    }
}
