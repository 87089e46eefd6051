package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody finds a frame that is so dear that a few of them stop the appliance: of the frames of two
/// capture packs, undamaged and damaged, the dearest, sent again and again and each time opening a
/// flow, is played at no less than a twentieth of the rate of ordinary traffic.
///
/// This is the short form: it looks at a sample, prints what it measured, and fails at ten times
/// the limit only, since other programs may run beside. `./check bench file` looks at all frames.
class WorstFrameTest {

    private static final Path ROBUST = Path.of("../../shared/captures/packs/robust");
    private static final Path LABELLED = Path.of("../../shared/captures/labelled/pcap");

    private static final int FRACTION = 20;

    private final WorstFrame search = new WorstFrame(WorstFrame.Effort.SHORT, _ -> {});

    @Test
    void the_dearest_frame_costs_no_more_than_twenty_of_the_others(@TempDir Path directory)
            throws IOException {
        assumeThat(ROBUST).as("test captures beside the project").isDirectory();
        List<Path> captures = new ArrayList<>(DamagedCapture.captures(ROBUST));
        captures.addAll(DamagedCapture.captures(LABELLED));
        WorstFrame.Found found = search.find(captures);
        System.out.printf("worst frame: %s (wanted %d)%n", found, FRACTION);
        assertThat(found.times()).isLessThan(10.0 * FRACTION);
    }
}
