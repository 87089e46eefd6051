package org.tapwarden.detector.maker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;

class MakersTest {

    @Test
    void the_registry_is_built_in_and_knows_long_and_short_prefixes() throws IOException {
        Makers makers = Makers.load();
        assertThat(makers.size()).isGreaterThan(40_000);
        assertThat(makers.of(Mac.parse("50:c7:bf:00:00:01").bits())).startsWith("TP-LINK");
        assertThat(makers.of(0)).isEmpty();
    }

    @Test
    void a_private_mac_has_no_maker() throws IOException {
        assertThat(Makers.load().of(Mac.parse("52:c7:bf:00:00:01").bits())).isEmpty();
    }
}
