package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;

class AnsweredNamesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Address CLIENT = Address.parse("10.0.0.7");
    private static final Address OTHER = Address.parse("10.0.0.8");
    private static final Address SERVER = Address.parse("203.0.113.5");
    private static final Address RESOLVER = Address.parse("10.0.0.1");

    private final AnsweredNames names = new AnsweredNames();

    private void answer(Address client, String name, Address server, long ttl, long atNanos) {
        names.answered(
                new Sighting.Frame(atNanos, 0, 0, -1, 1, 2, RESOLVER, client),
                new Telling.NameAnswered(name, List.of(server), ttl));
    }

    @Test
    void only_the_client_that_asked_has_the_name_and_only_while_it_holds() {
        answer(CLIENT, "www.example.org", SERVER, 30, 100 * SECOND);
        assertThat(names.nameOf(0, CLIENT, SERVER, 101 * SECOND)).isEqualTo("www.example.org");
        assertThat(names.nameOf(0, OTHER, SERVER, 101 * SECOND)).isNull();
        assertThat(names.nameOf(1, CLIENT, SERVER, 101 * SECOND)).as("another space").isNull();
        long over = 100 * SECOND + 30 * SECOND + AnsweredNames.GRACE_NANOS + 1;
        assertThat(names.nameOf(0, CLIENT, SERVER, over)).isNull();
    }

    @Test
    void an_address_that_speaks_for_two_names_names_neither() {
        answer(CLIENT, "a.example", SERVER, 300, SECOND);
        answer(CLIENT, "b.example", SERVER, 300, 2 * SECOND);
        assertThat(names.nameOf(0, CLIENT, SERVER, 3 * SECOND)).isNull();
        assertThat(names.ambiguous()).isEqualTo(1);
    }

    @Test
    void a_time_to_live_is_believed_for_a_day_at_most() {
        answer(CLIENT, "www.example.org", SERVER, Long.MAX_VALUE, SECOND);
        assertThat(names.nameOf(0, CLIENT, SERVER, 3_600 * SECOND)).isNotNull();
        assertThat(names.nameOf(0, CLIENT, SERVER, 90_000 * SECOND)).isNull();
    }

    @Test
    void at_the_cap_the_oldest_answer_is_forgotten_and_counted() {
        for (int i = 0; i <= AnsweredNames.CAPACITY; i++) {
            answer(CLIENT, "n" + i, Address.ipv4(0x0b000000 + i), 300, SECOND);
        }
        assertThat(names.evicted()).isEqualTo(1);
        assertThat(names.nameOf(0, CLIENT, Address.ipv4(0x0b000000), 2 * SECOND)).isNull();
        assertThat(names.nameOf(0, CLIENT, Address.ipv4(0x0b000001), 2 * SECOND)).isEqualTo("n1");
    }

    /// Against a map that does the same plainly: many clients, few addresses, answers again and
    /// again, twice as many as there is room for.
    @Test
    void remembers_what_a_plain_map_remembers() {
        var random = new Random(7);
        var plain = new LinkedHashMap<List<Object>, List<Object>>();
        for (int i = 0; i < 3 * AnsweredNames.CAPACITY; i++) {
            Address client = Address.ipv4(0x0a000000 + random.nextInt(1_000));
            Address server = new Address(random.nextInt(2), random.nextInt(600));
            long now = i * SECOND / 50;
            if (i % 3 == 0) {
                var known = plain.get(List.of(client, server));
                boolean tells =
                        known != null && !(boolean) known.get(1) && (long) known.get(2) >= now;
                assertThat(names.nameOf(0, client, server, now))
                        .isEqualTo(tells ? known.get(0) : null);
                continue;
            }
            String name = "n" + random.nextInt(3);
            answer(client, name, server, 10, now);
            var before = plain.remove(List.of(client, server));
            boolean two =
                    before != null
                            && (long) before.get(2) >= now
                            && ((boolean) before.get(1) || !before.get(0).equals(name));
            if (plain.size() == AnsweredNames.CAPACITY) {
                plain.pollFirstEntry();
            }
            long until = now + 10 * SECOND + AnsweredNames.GRACE_NANOS;
            plain.put(List.of(client, server), List.of(name, two, until));
        }
        assertThat(names.evicted()).isPositive();
    }
}
