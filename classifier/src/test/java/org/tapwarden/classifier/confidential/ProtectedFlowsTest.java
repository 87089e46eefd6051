package org.tapwarden.classifier.confidential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.FlowJson;

class ProtectedFlowsTest {

    private static final TimeZone LOS_ANGELES = TimeZone.getTimeZone("America/Los_Angeles");

    private final SplittableRandom lots = new SplittableRandom(1);
    private final ProtectedFlows flows =
            new ProtectedFlows("here", LOS_ANGELES, () -> lots.nextLong(Long.MAX_VALUE));
    private final List<FlowRecord> out = new ArrayList<>();

    private static long nanos(String time) {
        return Instant.parse(time).toEpochMilli() * 1_000_000L + 123_456;
    }

    private void count(String segment, String time) {
        flows.count(segment, Population.STUDENT, nanos(time));
    }

    private void release(String time) {
        flows.release(nanos(time), out::add);
    }

    @Test
    void a_record_says_day_and_segment_and_nothing_else() {
        count("students", "2026-11-26T18:23:45Z");
        flows.releaseAll(out::add);
        FlowRecord record = out.getFirst();
        String line = new String(new FlowJson().whole(record), UTF_8);
        assertThat(line.replaceAll("\"id\":\\d+", "\"id\":0"))
                .isEqualTo(
                        "{\"event\":{\"start\":\"2026-11-26T08:00:00.000000000Z\",\"end\":"
                                + "\"2026-11-26T08:00:00.000000000Z\",\"duration\":0},\"source\":"
                                + "{\"ip\":\"::\",\"port\":0,\"bytes\":0,\"packets\":0},"
                                + "\"destination\":{\"ip\":\"::\",\"port\":0,\"bytes\":0,"
                                + "\"packets\":0},\"network\":{\"transport\":\"0\",\"iana_number\":"
                                + "\"0\",\"type\":\"ipv6\",\"bytes\":0,\"packets\":0,"
                                + line.replaceAll(".*(\"community_id\":\"[^\"]*\").*", "$1")
                                + "},\"observer\":{\"name\":\"here\"},\"tapwarden\":{\"flow\":"
                                + "{\"id\":0},\"slice\":1,\"final\":true,\"end_reason\":"
                                + "\"finished\",\"basis\":\"none\",\"category\":\"protected\","
                                + "\"segment\":\"students\"}}");
        assertThat(record.place().population()).isEqualTo(Population.STUDENT);
    }

    @Test
    void two_records_of_one_day_and_segment_differ_by_their_lots_only() throws Exception {
        count("students", "2026-11-26T18:23:45Z");
        count("students", "2026-11-27T04:00:00Z");
        flows.releaseAll(out::add);
        assertThat(out).hasSize(2);
        FlowRecord one = out.getFirst();
        FlowRecord other = out.getLast();
        assertThat(one.identity().flow()).isNotEqualTo(other.identity().flow());
        assertThat(one).usingRecursiveComparison().ignoringFields("identity.flow").isEqualTo(other);
        assertThat(FlowCodec.decode(FlowCodec.encode(one))).isEqualTo(one);
    }

    @Test
    void nothing_comes_out_before_the_hour_is_full_and_then_in_an_order_of_its_own() {
        release("2026-11-26T18:00:10Z");
        count("staff", "2026-11-26T18:01:00Z");
        count("students", "2026-11-26T18:02:00Z");
        count("staff", "2026-11-26T18:59:00Z");
        release("2026-11-26T18:59:59Z");
        release("2026-11-26T17:00:00Z");
        assertThat(out).isEmpty();
        assertThat(flows.today(nanos("2026-11-26T18:59:59Z"))).isEmpty();
        release("2026-11-26T19:00:00Z");
        assertThat(out.stream().map(r -> r.place().segment()))
                .containsExactly("staff", "staff", "students");
        assertThat(flows.today(nanos("2026-11-26T19:00:00Z")))
                .isEqualTo(Map.of("staff", 2L, "students", 1L));
        release("2026-11-26T20:00:00Z");
        assertThat(out).hasSize(3);
    }

    @Test
    void at_the_cap_they_come_out_before_their_hour_and_none_is_lost() {
        release("2026-11-26T18:00:10Z");
        for (int i = 0; i < ProtectedFlows.MOST_WAITING; i++) {
            assertThat(out).isEmpty();
            count("students", "2026-11-26T18:01:00Z");
            release(
                    i == ProtectedFlows.MOST_WAITING - 1
                            ? "2026-11-26T18:01:01Z"
                            : "2026-11-26T18:01:00Z");
        }
        assertThat(out).hasSize(ProtectedFlows.MOST_WAITING);
        Set<Long> ids = new HashSet<>();
        out.forEach(record -> ids.add(record.identity().flow()));
        assertThat(ids).hasSize(ProtectedFlows.MOST_WAITING);
        assertThat(out).allMatch(r -> r.label().category() == Category.PROTECTED);
    }

    @Test
    void a_new_day_begins_at_zero() {
        count("students", "2026-11-26T18:00:00Z");
        flows.releaseAll(out::add);
        assertThat(flows.today(nanos("2026-11-27T07:59:00Z"))).containsEntry("students", 1L);
        assertThat(flows.today(nanos("2026-11-27T08:00:00Z"))).isEmpty();
        count("students", "2026-11-27T08:00:01Z");
        count("students", "2026-11-26T23:00:00Z"); // of yesterday, told late
        flows.releaseAll(out::add);
        assertThat(flows.today(nanos("2026-11-27T09:00:00Z"))).isEqualTo(Map.of("students", 1L));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T08:00:00Z, 2026-11-26T08:00:00Z",
        "2026-11-26T07:59:59Z, 2026-11-25T08:00:00Z",
        "2026-03-08T22:00:00Z, 2026-03-08T08:00:00Z", // clocks went forward at two
        "2026-11-01T23:00:00Z, 2026-11-01T07:00:00Z", // and back
        "1969-12-31T12:00:00Z, 1969-12-31T08:00:00Z"
    })
    void a_day_is_the_sites_own(String time, String day) {
        count("students", time);
        flows.releaseAll(out::add);
        assertThat(Instant.ofEpochSecond(0, out.getFirst().slice().startNanos()))
                .isEqualTo(Instant.parse(day));
    }
}
