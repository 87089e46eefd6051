package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

class CanaryNamesTest {

    private static final long NOW = 1_750_000_000_000_000_000L;

    private final CanaryNames canaries = new CanaryNames();

    @ParameterizedTest
    @CsvSource({
        "use-application-dns.net, Firefox's own DNS",
        "mask.icloud.com, iCloud Private Relay",
        "mask-h2.icloud.com, iCloud Private Relay"
    })
    void an_answer_is_a_remark_with_its_remedy_on_that_segment_for_a_day(String name, String who) {
        canaries.answered(segment("library"), name, NOW);
        assertThat(canaries.remark("library", NOW + 1))
                .contains(who)
                .contains(name)
                .contains("NXDOMAIN");
        assertThat(canaries.remark("office", NOW + 1)).isEmpty();
        assertThat(canaries.remark("library", NOW + CanaryNames.HOLDS_NANOS)).isEmpty();
    }

    @Test
    void other_names_are_none() {
        canaries.answered(segment("library"), "www.use-application-dns.net", NOW);
        canaries.answered(segment("library"), "icloud.com", NOW);
        assertThat(canaries.remark("library", NOW)).isEmpty();
    }

    private static Segment segment(String name) {
        return new Segment(
                name, "HS1", "", Set.of(), List.of(), Population.STUDENT, TapKind.ACCESS, 0);
    }
}
