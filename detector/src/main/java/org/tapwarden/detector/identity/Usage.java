package org.tapwarden.detector.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.identity.Identification.Source;

/// Who uses one endpoint now, and who did within a day. All times are milliseconds since 1970.
/// Bounded in every direction.
final class Usage {

    /// More at once are a terminal server, and its names say nothing any more.
    static final int MOST_AT_ONCE = 8;

    /// Enough to know that it is more than {@link Persons#MOST_IN_A_DAY}.
    private static final int MOST_REMEMBERED = 8;

    static final long DAY_MILLIS = 86_400_000;

    /// Two whose signs come in turns within this time use the device both.
    static final long IN_TURNS_MILLIS = 3_600_000;

    /// A name that is in use.
    ///
    /// @param name as the best source writes it
    /// @param server that reported the session, empty when not known
    record Held(Account account, String name, Source source, String server, long lastMillis) {

        boolean isOver(long nowMillis) {
            return nowMillis - lastMillis >= lifetime(source);
        }

        long endsMillis() {
            return lastMillis + lifetime(source);
        }

        /// Without a further sign: a day for a session, which ends by a record of its own; the
        /// usual life of a ticket for Kerberos, where nobody says that it is over.
        private static long lifetime(Source source) {
            return source == Source.KERBEROS ? 10 * 3_600_000 : DAY_MILLIS;
        }
    }

    private final List<Held> held = new ArrayList<>();
    private final Map<Account, Long> ofTheDay = new HashMap<>();
    private final Map<Account, Long> handedOver = new HashMap<>();

    /// By a host name that follows the office's pattern; empty when none does.
    private String named = "";

    String named() {
        return named;
    }

    void named(String person) {
        named = person;
    }

    List<Held> held() {
        return held;
    }

    @Nullable Held of(Account account) {
        for (Held one : held) {
            if (one.account().sameAs(account)) {
                return one;
            }
        }
        return null;
    }

    boolean isHeldBy(Source source) {
        return held.stream().anyMatch(one -> one.source() == source);
    }

    /// A person uses it, too, or still. Answers how many had to go for it since too many do.
    int add(Held fresh) {
        Held before = of(fresh.account());
        if (before != null) {
            boolean better = fresh.source().confidence() >= before.source().confidence();
            Held kept = better ? fresh : before;
            held.set(
                    held.indexOf(before),
                    new Held(
                            kept.account(),
                            kept.name(),
                            kept.source(),
                            kept.server(),
                            Math.max(before.lastMillis(), fresh.lastMillis())));
            remember(ofTheDay, fresh.account(), fresh.lastMillis());
            return 0;
        }
        makeWay(fresh);
        remember(ofTheDay, fresh.account(), fresh.lastMillis());
        held.add(fresh);
        if (held.size() > MOST_AT_ONCE) {
            held.removeFirst();
            return 1;
        }
        return 0;
    }

    /// A server has one session for a device, so the next one there ends the one before. Where
    /// nobody says that it is over, who comes next takes over; but not when the one who comes had
    /// just been there, since then both are.
    private void makeWay(Held fresh) {
        if (fresh.source() == Source.KERBEROS) {
            Long left = handedOver.get(fresh.account());
            if (left != null && fresh.lastMillis() - left <= IN_TURNS_MILLIS) {
                return;
            }
            for (Held one : held) {
                if (one.source() == Source.KERBEROS) {
                    remember(handedOver, one.account(), fresh.lastMillis());
                }
            }
            held.removeIf(one -> one.source() == Source.KERBEROS);
        } else if (!fresh.server().isEmpty()) {
            held.removeIf(
                    one -> one.source() == fresh.source() && one.server().equals(fresh.server()));
        }
    }

    private static void remember(Map<Account, Long> of, Account account, long atMillis) {
        for (Account known : of.keySet()) {
            if (known.sameAs(account)) {
                of.merge(known, atMillis, Math::max);
                return;
            }
        }
        if (of.size() >= MOST_REMEMBERED) {
            Account oldest =
                    of.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
            of.remove(oldest);
        }
        of.put(account, atMillis);
    }

    /// As an earlier run knew it; which server reported it is not kept.
    void recall(String name, Source source, long atMillis) {
        Account account = Account.of(name);
        remember(ofTheDay, account, atMillis);
        held.add(new Held(account, name, source, "", atMillis));
    }

    void remove(Held gone) {
        held.remove(gone);
    }

    /// Takes out who gave no sign for too long; answers when the last of them was over, or 0.
    long expire(long nowMillis) {
        long ended = 0;
        for (Held one : held) {
            ended = one.isOver(nowMillis) ? Math.max(ended, one.endsMillis()) : ended;
        }
        held.removeIf(one -> one.isOver(nowMillis));
        return ended;
    }

    Use use(long nowMillis) {
        if (held.size() > 1) {
            return Use.SEVERAL_AT_ONCE;
        }
        ofTheDay.values().removeIf(at -> nowMillis - at >= DAY_MILLIS);
        return ofTheDay.size() > Persons.MOST_IN_A_DAY ? Use.SHARED : Use.ONE_PERSON;
    }

    /// Where each name is from, in the names' order; one word when all are from one source.
    String sources() {
        Set<String> words = new LinkedHashSet<>();
        List<String> each = new ArrayList<>();
        for (Held one : held) {
            words.add(one.source().word());
            each.add(one.source().word());
        }
        return words.size() == 1 ? each.getFirst() : String.join(", ", each);
    }
}
