package org.tapwarden.webconsole.accounting;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.enforcer.radius.RadiusPacket;

/// Requests of the last seconds, so that one that is sent again is answered again without being
/// recorded again (RFC 2866, section 3; RFC 5080, section 2.2.2: by sender, port, identifier and
/// Request Authenticator). Belongs to the thread of the socket.
///
/// Bounded: the oldest goes. What is then taken for new changes nothing in the sessions either.
final class RecentRequests {

    static final int CAPACITY = Caps.of(16_384, 16);
    static final long REMEMBERED_NANOS = 30_000_000_000L;

    private record Key(InetSocketAddress sender, int identifier) {}

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Known(byte[] authenticator, byte @Nullable [] answer, long atNanos) {}

    private final Map<Key, Known> known = new LinkedHashMap<>();

    /// What a request is.
    sealed interface Seen {
        /// Not seen before.
        record New() implements Seen {}

        /// Seen, and its record waits for the disk.
        record Waits() implements Seen {}

        /// Seen and answered.
        @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
        record Answered(byte[] answer) implements Seen {}
    }

    /// Looks a request up, and remembers it when it is new.
    Seen see(InetSocketAddress sender, RadiusPacket request, long nowNanos) {
        var key = new Key(sender, request.identifier());
        Known before = known.get(key);
        if (before != null
                && nowNanos - before.atNanos() <= REMEMBERED_NANOS
                && Arrays.equals(before.authenticator(), request.authenticator())) {
            byte[] answer = before.answer();
            return answer == null ? new Seen.Waits() : new Seen.Answered(answer);
        }
        known.remove(key);
        put(key, new Known(request.authenticator(), null, nowNanos));
        return new Seen.New();
    }

    private void put(Key key, Known value) {
        if (known.size() >= CAPACITY) {
            Iterator<Key> oldest = known.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        known.put(key, value);
    }

    /// Its answer left.
    void answered(InetSocketAddress sender, RadiusPacket request, byte[] answer, long nowNanos) {
        var key = new Key(sender, request.identifier());
        Known before = known.get(key);
        if (before != null && Arrays.equals(before.authenticator(), request.authenticator())) {
            known.put(key, new Known(before.authenticator(), answer, nowNanos));
        }
    }

    /// It was not recorded: the next time it is new.
    void forget(InetSocketAddress sender, RadiusPacket request) {
        var key = new Key(sender, request.identifier());
        Known before = known.get(key);
        if (before != null && Arrays.equals(before.authenticator(), request.authenticator())) {
            known.remove(key);
        }
    }

    int size() {
        return known.size();
    }
}
