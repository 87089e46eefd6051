package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.protocol.Protocol;

class FlowPredicateTest {

    /// The end of {@link Slices#FULL} in milliseconds.
    private static final long END = Slices.START_MILLIS + 5_250;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "source.ip:10.1.2.3 destination.ip:142.250.0.0/16",
                "ip:142.250.1.9 and not ip:10.9.9.9",
                "not ip:::/0",
                "port:443 source.port:[40000 TO 40000]",
                "source.mac:02-00-00-00-00-01 mac:*:ff",
                "source.endpoint:7 endpoint:8",
                "network.transport:tcp network.iana_number:6 network.type:ipv4",
                "protocol:tls app:google-docs vlan:120",
                "sni:docs.google.com sni:*.GOOGLE.com sni:d?cs.*",
                "docs.google.com",
                "not url.domain:* and not destination.domain:*",
                "query:docs.google.com tls.version:1.3 alpn:h2",
                "not user_agent:*",
                "event.start:2023-11-14T22:13:20Z event.end > 2023-11-14T22:13:25.249Z",
                "event.end:2023-11-14T22:13:25.250Z duration:5250 duration > 5s",
                "source.bytes:2k destination.bytes:18k bytes:20k",
                "source.packets:10 destination.packets:20 packets:30",
                "observer:closet-3 flow.id:77 slice:2 final:true end_reason:finished",
                "basis:seen category:office-app grounds:*service-table:google.com*",
                "grounds:\"bytes:tls-client-hello service-table:google.com\"",
                "segment:library population:student outer:gre swapped:true encrypted_hello:true",
                "ech:likely ja4:t13d1516h2_* cipher:tls_aes_* tls.server.subject:\"cn=*.google.com\"",
                "claimed_time:2023-11-14T22:14:20Z"
            })
    void finds_the_slice_that_has_every_field(String text) throws WrongQuery {
        assertThat(accepts(text, Slices.FULL)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sni:*",
                "sni:\"*\"",
                "mac:*",
                "mac:00:00:00:00:00:00",
                "endpoint:0",
                "endpoint:[* TO *]",
                "vlan:[* TO *]",
                "protocol:*",
                "app:*",
                "outer:*",
                "end_reason:*",
                "grounds:*",
                "claimed_time:[* TO *]",
                "host.name:*",
                "ip:0.0.0.0/0",
                "source.port > 0",
                "final:true",
                "swapped:true",
                "ech:*",
                "ja4:*"
            })
    void what_a_slice_does_not_have_meets_no_condition_and_every_negation(String text)
            throws WrongQuery {
        assertThat(accepts(text, Slices.BARE)).isFalse();
        assertThat(accepts("not " + text, Slices.BARE)).isTrue();
    }

    @Test
    void the_readable_name_is_any_and_the_exact_fields_tell_them_apart() throws WrongQuery {
        FlowRecord http = Slices.full("Example.org", Basis.SEEN, Protocol.HTTP);
        FlowRecord inferred = Slices.full("Example.org", Basis.INFERRED, Protocol.TLS);
        assertThat(accepts("sni:example.org url.domain:example.org user_agent:moz*", http))
                .isTrue();
        assertThat(accepts("tls.version:* or alpn:* or destination.domain:*", http)).isFalse();
        assertThat(accepts("sni:example.org destination.domain:example.org", inferred)).isTrue();
        assertThat(accepts("url.domain:*", inferred)).isFalse();
    }

    @Test
    void a_fact_holds_for_either_end_and_only_as_of_the_end_of_the_slice() throws WrongQuery {
        String asked = "host.name:LAB-*";
        assertThat(accepts(asked, Slices.FULL, named(7, END, END + 1))).isTrue();
        assertThat(accepts(asked, Slices.FULL, named(8, 0, Long.MAX_VALUE))).isTrue();
        assertThat(accepts(asked, Slices.FULL, named(9, 0, Long.MAX_VALUE))).isFalse();
        assertThat(accepts(asked, Slices.FULL, named(7, 0, END))).isFalse();
        assertThat(accepts(asked, Slices.FULL, named(7, END + 1, Long.MAX_VALUE))).isFalse();
        assertThat(accepts(asked, Slices.BARE, named(0, 0, Long.MAX_VALUE))).isFalse();
        assertThat(accepts("not " + asked, Slices.FULL, Directory.NOBODY)).isTrue();
    }

    @Test
    void a_truth_about_a_device_is_asked_for_in_words() throws WrongQuery {
        Directory approved = fact("device.approved", "true", 7, 0, Long.MAX_VALUE);
        assertThat(accepts("approved:true", Slices.FULL, approved)).isTrue();
        assertThat(accepts("approved:false", Slices.FULL, approved)).isFalse();
        assertThat(accepts("device.approved:*", Slices.FULL, approved)).isTrue();
    }

    @Test
    void the_directory_is_asked_only_when_the_slice_alone_does_not_decide() throws WrongQuery {
        Directory unavailable =
                (fact, value, from, to) -> {
                    throw new IllegalStateException("unavailable");
                };
        assertThat(accepts("host.name:x and slice:1", Slices.FULL, unavailable)).isFalse();
        assertThat(accepts("host.name:x or slice:2", Slices.FULL, unavailable)).isTrue();
        assertThat(accepts("host.name:x", Slices.BARE, unavailable)).isFalse();
        assertThatThrownBy(() -> accepts("host.name:x", Slices.FULL, unavailable))
                .isInstanceOf(IllegalStateException.class);
    }

    /// Another way to the same answers: what {@link FieldValues} tells of the record.
    @Test
    void agrees_with_the_values_that_an_index_would_hold() {
        var random = new Random(1_066);
        int met = 0;
        for (int i = 0; i < 20_000; i++) {
            Query query = Queries.random(random, 3);
            FlowRecord record = Slices.random(random);
            boolean accepted = FlowPredicate.of(query, Directory.NOBODY).test(record);
            assertThat(accepted).as(Canonical.text(query)).isEqualTo(naive(query, record));
            met += accepted ? 1 : 0;
        }
        assertThat(met).isBetween(4_000, 16_000);
    }

    private static boolean naive(Query query, FlowRecord record) {
        return switch (query) {
            case Query.Everything _ -> true;
            case Query.And and -> and.parts().stream().allMatch(part -> naive(part, record));
            case Query.Or or -> or.parts().stream().anyMatch(part -> naive(part, record));
            case Query.Not not -> !naive(not.what(), record);
            case Query.Exists e -> isStored(e.field()) && FieldValues.has(e.field(), record);
            case Query.Is is ->
                    isStored(is.field()) && is.text().equals(FieldValues.text(is.field(), record));
            case Query.Like like -> {
                String text =
                        isStored(like.field()) ? FieldValues.text(like.field(), record) : null;
                yield text != null && text.matches(regex(like.pattern()));
            }
            case Query.Within within -> {
                Address address = FieldValues.address(within.field(), record);
                yield address != null && sharesBits(within, address);
            }
            case Query.Between b ->
                    isStored(b.field())
                            && FieldValues.number(b.field(), record).stream()
                                    .anyMatch(value -> b.from() <= value && value <= b.to());
        };
    }

    private static boolean isStored(Field field) {
        return field.scope() == Field.Scope.FLOW;
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder("(?s)");
        pattern.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '*' -> regex.append(".*");
                        case '?' -> regex.append('.');
                        default -> regex.append("\\x{%x}".formatted(c));
                    }
                });
        return regex.toString();
    }

    private static boolean sharesBits(Query.Within within, Address address) {
        byte[] network = within.network().bytes();
        byte[] bytes = address.bytes();
        if (network.length != bytes.length) {
            return false;
        }
        for (int bit = 0; bit < within.bits(); bit++) {
            int mask = 0x80 >>> (bit % 8);
            if (((network[bit / 8] ^ bytes[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void a_condition_that_does_not_suit_its_field_does_not_compile() {
        Field port = Catalogue.field("source.port").orElseThrow();
        Field host = Catalogue.field("host.name").orElseThrow();
        var foreign = new Field("x", Field.Kind.WORD, Field.Scope.FLOW, "");
        for (Query wrong :
                List.of(
                        new Query.Is(port, "443"),
                        new Query.Between(host, 1, 2),
                        new Query.Within(port, Address.ipv4(0), 0),
                        new Query.Exists(foreign))) {
            assertThatThrownBy(() -> FlowPredicate.of(wrong, Directory.NOBODY))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_hostile_pattern_costs_no_more_than_both_lengths() {
        Field name = Catalogue.field("tls.client.server_name").orElseThrow();
        FlowRecord record = Slices.full("a".repeat(5_000), Basis.SEEN, Protocol.TLS);
        var query = new Query.Like(name, "*a".repeat(2_000) + "*b");
        assertThat(FlowPredicate.of(query, Directory.NOBODY).test(record)).isFalse();
    }

    private static Directory named(long endpoint, long from, long to) {
        return fact("host.name", "lab-7", endpoint, from, to);
    }

    private static Directory fact(String name, String text, long endpoint, long from, long to) {
        return (fact, value, _, _) ->
                fact.name().equals(name) && value.test(text)
                        ? List.of(new Directory.Held(endpoint, from, to))
                        : List.of();
    }

    private static boolean accepts(String text, FlowRecord record) throws WrongQuery {
        return accepts(text, record, Directory.NOBODY);
    }

    private static boolean accepts(String text, FlowRecord record, Directory directory)
            throws WrongQuery {
        Query query = FlowLanguage.parse(text, FlowLanguage.Options.UTC);
        Predicate<FlowRecord> predicate = FlowPredicate.of(query, directory);
        return predicate.test(record);
    }
}
