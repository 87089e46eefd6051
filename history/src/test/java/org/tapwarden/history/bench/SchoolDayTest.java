package org.tapwarden.history.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.FlowRecord.Traffic;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.history.bench.SchoolDay.Arrival;

class SchoolDayTest {

    private static final LocalDate DAY = LocalDate.of(2026, 10, 1);
    private static final int COUNT = 100_000;

    private static SchoolDay day(long seed, Arrival arrival) {
        return new SchoolDay(seed, DAY, COUNT, arrival);
    }

    private static long checksum(SchoolDay day, int count) {
        var checksum = new CRC32C();
        for (int i = 0; i < count; i++) {
            checksum.update(day.flow(i).toString().getBytes(UTF_8));
        }
        return checksum.getValue();
    }

    @Test
    void a_flow_depends_on_seed_and_index_only() {
        SchoolDay there = day(7, Arrival.JITTERED);
        FlowRecord late = there.flow(90_000);
        assertThat(there.flow(3)).isEqualTo(day(7, Arrival.JITTERED).flow(3));
        assertThat(there.flow(90_000)).isEqualTo(late);
        assertThat(checksum(day(7, Arrival.IN_ORDER), 1_000))
                .isEqualTo(checksum(day(7, Arrival.IN_ORDER), 1_000))
                .isNotEqualTo(checksum(day(8, Arrival.IN_ORDER), 1_000));
    }

    /// Another checksum means other flows: measurements before and after do not compare.
    @Test
    void makes_the_same_flows_as_ever() {
        assertThat(checksum(day(1, Arrival.IN_ORDER), 10_000)).isEqualTo(4_174_694_014L);
    }

    @Test
    void has_the_shares_that_it_promises() {
        SchoolShape shape = SchoolShape.of(day(1, Arrival.IN_ORDER), COUNT);
        assertThat(shape.share("protocol", Protocol.DNS)).isCloseTo(0.28, within(0.005));
        double encrypted =
                shape.share("protocol", Protocol.TLS) + shape.share("protocol", Protocol.QUIC);
        assertThat(encrypted).isCloseTo(0.67, within(0.005));
        assertThat(shape.share("address family", "IPv6")).isCloseTo(0.04, within(0.004));
        assertThat(shape.share("hour (UTC)", 10L)).isCloseTo(0.104, within(0.004));
        assertThat(shape.values("application")).isEqualTo(40 + 1);
        assertThat(shape.values("category")).isBetween(30, 35);
        assertThat(shape.values("segment")).isEqualTo(60);
        assertThat(shape.share("certificate", "null")).isBetween(0.95, 0.99);
        assertThat(shape.share("user agent", "null")).isBetween(0.98, 0.995);
        assertThat(shape.share("runner-up", "null")).isBetween(0.97, 0.995);
        assertThat(shape.share("slice, final", "1 true")).isBetween(0.96, 0.99);
        assertThat(shape.text()).contains("source bytes", "ja4");
    }

    @Test
    void flows_come_by_their_ends_and_late_by_no_more_than_said() {
        SchoolDay sorted = day(3, Arrival.IN_ORDER);
        SchoolDay jittered = day(3, Arrival.JITTERED);
        SchoolDay timedOut = day(3, Arrival.AS_TIMED_OUT);
        long jitter = SchoolDay.JITTER.toNanos();
        long before = 0;
        boolean disordered = false;
        long newest = 0;
        for (int i = 0; i < 2 * COUNT; i += 23) {
            long end = sorted.flow(i).slice().endNanos();
            assertThat(end).isGreaterThanOrEqualTo(before);
            assertThat(end - jittered.flow(i).slice().endNanos()).isBetween(0L, jitter + 1_000);
            long late = timedOut.flow(i).slice().endNanos();
            assertThat(end - late).isBetween(0L, 301_000_000_000L);
            disordered |= late < newest;
            newest = Math.max(newest, late);
            before = end;
        }
        assertThat(disordered).isTrue();
        // The second day begins where the first ends.
        assertThat(sorted.flow(COUNT).slice().endNanos() - sorted.flow(0).slice().endNanos())
                .isBetween(86_000_000_000_000L, 86_800_000_000_000L);
    }

    @Test
    void slices_are_parts_of_flows_that_nobody_else_is() {
        SchoolDay day = day(5, Arrival.IN_ORDER);
        Set<Long> identities = new HashSet<>();
        int later = 0;
        for (int i = 0; i < COUNT; i++) {
            FlowRecord flow = day.flow(i);
            identities.add(flow.identity().flow() * 8 + flow.identity().slice());
            Traffic slice = flow.slice();
            Traffic whole = flow.whole();
            if (flow.identity().slice() > 1) {
                later++;
            }
            boolean isPart =
                    flow.identity().slice() == 1
                            ? whole.equals(slice)
                            : whole.bytes() > slice.bytes()
                                    && whole.startNanos() < slice.startNanos();
            if (!isPart || slice.startNanos() > slice.endNanos() || flow.identity().flow() < 1) {
                assertThat(flow).as("flow of impossible counters").isNull();
            }
        }
        assertThat(identities).hasSize(COUNT);
        assertThat(later).isBetween(COUNT / 100, COUNT / 20);
    }
}
