package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowJson;

class CatalogueTest {

    private static final Pattern TOKEN = Pattern.compile("\"(\\w+)\":\\{|\"(\\w+)\":|\\}");

    /// Computed from what is there, so there is nothing to look up.
    private static final Set<String> NOT_ASKED_FOR = Set.of("network.community_id");

    @Test
    void whatever_a_record_writes_can_be_asked_for() {
        Set<String> written = new TreeSet<>();
        written.addAll(leaves(Basis.SEEN, Protocol.TLS));
        written.addAll(leaves(Basis.SEEN, Protocol.HTTP));
        written.addAll(leaves(Basis.INFERRED, Protocol.UNKNOWN));
        written.removeAll(NOT_ASKED_FOR);
        assertThat(written)
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(Catalogue.field(name)).as(name).isPresent());
    }

    @Test
    void a_record_that_has_everything_has_every_field() {
        for (Field field : Catalogue.fields()) {
            if (field.scope() == Field.Scope.FLOW) {
                boolean tls = FieldValues.has(field, Slices.FULL);
                boolean http = FieldValues.has(field, Slices.full("a", Basis.SEEN, Protocol.HTTP));
                boolean inferred =
                        FieldValues.has(field, Slices.full("a", Basis.INFERRED, Protocol.TLS));
                assertThat(tls || http || inferred).as(field.name()).isTrue();
            }
        }
    }

    @Test
    void values_are_read_in_the_form_they_are_compared_in() {
        assertThat(FieldValues.text(field("tls.client.server_name"), Slices.FULL))
                .isEqualTo("docs.google.com");
        assertThat(FieldValues.number(field("event.duration"), Slices.FULL)).hasValue(5_250);
        assertThat(FieldValues.number(field("event.start"), Slices.FULL))
                .hasValue(Slices.START_MILLIS);
        assertThat(FieldValues.number(field("tapwarden.final"), Slices.BARE)).hasValue(0);
        assertThatThrownBy(() -> FieldValues.text(field("source.port"), Slices.FULL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FieldValues.has(field("host.name"), Slices.FULL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_that_mean_either_end_stand_for_both() {
        assertThat(Catalogue.named("IP"))
                .extracting(Field::name)
                .containsExactly("source.ip", "destination.ip");
        assertThat(Catalogue.combined())
                .containsOnlyKeys("ip", "port", "mac", "endpoint", "protocols", "service");
        assertThat(Catalogue.aliases(field("source.ip"))).contains("ip.src").doesNotContain("ip");
    }

    @Test
    void nearest_names_are_of_different_fields() {
        assertThat(Catalogue.nearest("destnation.ip", 3)).hasSize(3).startsWith("destination.ip");
        assertThat(Catalogue.nearest("x".repeat(100_000), 3)).hasSize(3);
        assertThat(Catalogue.named("x".repeat(100_000))).isEmpty();
    }

    private static Field field(String name) {
        return Catalogue.field(name).orElseThrow();
    }

    /// The paths of all values in the line that the record writes.
    private static Set<String> leaves(Basis basis, Protocol protocol) {
        byte[] json = new FlowJson().slice(Slices.full("example.org", basis, protocol));
        Matcher tokens = TOKEN.matcher(new String(json, StandardCharsets.UTF_8));
        Set<String> leaves = new TreeSet<>();
        Deque<String> path = new ArrayDeque<>();
        while (tokens.find()) {
            if (tokens.group(1) != null) {
                path.addLast(tokens.group(1));
            } else if (tokens.group(2) != null) {
                leaves.add(String.join(".", path) + "." + tokens.group(2));
            } else {
                path.pollLast();
            }
        }
        return leaves;
    }
}
