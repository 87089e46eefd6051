package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;

/// What whoever keeps packets remembers of flows and of losses.
class RecentFlowsTest {

    private static final long SECOND = 1_000_000_000L;

    private final RecentFlows flows = new RecentFlows();

    private static FlowRecord flow(long id, long source, long destination, long endNanos) {
        var traffic = new FlowRecord.Traffic(0, endNanos, 1, 1, 1, 1, 0, 0);
        return new FlowRecord(
                new FlowRecord.Identity("test", id, 1, null),
                new FlowRecord.Conversation(
                        0,
                        Address.parse("10.0.0.5"),
                        1,
                        Address.parse("203.0.113.1"),
                        2,
                        6,
                        false,
                        0),
                traffic,
                traffic,
                Label.UNKNOWN,
                FlowRecord.Names.NONE,
                new FlowRecord.Place(
                        "s", Population.STUDENT, -1, 0, null, 1, 2, source, destination));
    }

    @Test
    void the_flows_of_a_device_are_those_at_either_end_of_it_in_that_time() {
        flows.saw(flow(1, 7, 0, 10));
        flows.saw(flow(2, 8, 7, 20));
        flows.saw(flow(3, 8, 9, 30));
        flows.saw(flow(4, 0, 0, 40));
        flows.take();
        assertThat(flows.of(7, 0).ids()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(flows.of(7, 15).ids()).containsExactly(2L);
        assertThat(flows.of(7, 0).populations()).containsExactly(Population.STUDENT);
        assertThat(flows.of(99, 0).ids()).isEmpty();
        assertThat(flows.of(0, 0).ids()).as("of nobody").isEmpty();
    }

    @Test
    void slices_that_find_no_room_are_counted_and_the_oldest_are_forgotten() {
        for (int i = 0; i < RecentFlows.MOST_WAITING + 5; i++) {
            flows.saw(flow(1, 7, 0, 10));
        }
        assertThat(flows.lost()).isEqualTo(5);
        flows.take();
        for (int i = 0; i < RecentFlows.CAPACITY; i += RecentFlows.MOST_WAITING) {
            for (int j = 0; j < RecentFlows.MOST_WAITING; j++) {
                flows.saw(flow(2, 8, 0, 10));
            }
            flows.take();
        }
        assertThat(flows.of(7, 0).ids()).isEmpty();
        assertThat(flows.of(8, 0).ids()).containsExactly(2L);
        assertThat(flows.lost()).isEqualTo(5);
    }

    @Test
    void flows_that_must_not_be_kept_are_known_by_their_id_the_newest_of_them() {
        for (long flow = 1; flow <= RecentFlows.MOST_HIDDEN + 1; flow++) {
            flows.hide(flow);
            if (flow % 1_000 == 0) {
                flows.take();
            }
        }
        flows.take();
        assertThat(flows.isHidden(1)).isFalse();
        assertThat(flows.isHidden(2)).isTrue();
        assertThat(flows.isHidden(RecentFlows.MOST_HIDDEN + 1)).isTrue();
        assertThat(flows.lost()).isZero();
    }

    @Test
    void losses_are_those_of_the_interval_and_a_little_more_never_less() {
        Map<String, Long> counters = new TreeMap<>(Map.of("kernel", 100L));
        var samples = new DropSamples(() -> Map.copyOf(counters), 60 * SECOND);
        samples.look(0);
        for (int second = 1; second <= 200; second++) {
            counters.merge("kernel", 1L, Long::sum);
            samples.look(second * SECOND);
            samples.look(second * SECOND + 1);
        }
        assertThat(samples.since(190 * SECOND)).containsEntry("kernel", 10L);
        assertThat(samples.since(190 * SECOND + 5)).containsEntry("kernel", 10L);
        assertThat(samples.since(141 * SECOND)).containsEntry("kernel", 59L);
        assertThat(samples.size()).isLessThanOrEqualTo(62);
        samples.look(10 * SECOND);
        assertThat(samples.since(10 * SECOND))
                .as("the clock went back")
                .containsEntry("kernel", 0L);
    }
}
