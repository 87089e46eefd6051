package org.tapwarden.webconsole.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who is logged in. In memory, so a restart ends all; made at login only. Safe to call from any
/// thread.
public final class Sessions {

    public static final int CAPACITY = 1_000;
    static final Duration LONGEST = Duration.ofHours(12);

    /// A session as a request sees it.
    ///
    /// @param csrf must come back with every form
    public record Session(Account account, String csrf) {}

    private record Kept(Session session, Instant begun, Instant lastUsed) {}

    private final Map<String, Kept> byHash = new LinkedHashMap<>();
    private final Duration idle;

    public Sessions(Duration idle) {
        this.idle = idle;
    }

    /// Begins one; the longest unused goes when there are too many.
    ///
    /// @return the cookie's value
    public synchronized String begin(Account account, Instant now) {
        drop(now);
        if (byHash.size() >= CAPACITY) {
            Iterator<String> oldest = byHash.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        String token = Tokens.fresh();
        byHash.put(Tokens.hash(token), new Kept(new Session(account, Tokens.fresh()), now, now));
        return token;
    }

    public synchronized Optional<Session> of(String token, Instant now) {
        String hash = Tokens.hash(token);
        Kept kept = byHash.remove(hash);
        if (kept == null || over(kept, now)) {
            return Optional.empty();
        }
        byHash.put(hash, new Kept(kept.session(), kept.begun(), now));
        return Optional.of(kept.session());
    }

    private boolean over(Kept kept, Instant now) {
        return now.isAfter(kept.lastUsed().plus(idle)) || now.isAfter(kept.begun().plus(LONGEST));
    }

    private void drop(Instant now) {
        byHash.values().removeIf(kept -> over(kept, now));
    }

    public synchronized void end(String token) {
        byHash.remove(Tokens.hash(token));
    }

    /// Ends all of an account, when it is disabled.
    public synchronized void endAll(String account) {
        byHash.values().removeIf(kept -> kept.session().account().name().equals(account));
    }
}
