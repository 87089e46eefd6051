package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody finds a frame that is so dear that a few of them stop the appliance: of the frames of two
/// capture packs, undamaged and damaged, the dearest, sent again and again and each time opening a
/// flow, is played at no less than a twentieth of the rate of ordinary traffic.
///
/// It looks at a sample, prints what it measured, and fails at ten times the limit only, since
/// other programs may run beside. `-Dtapwarden.whole=true` looks at every frame, and so does
/// `./check bench file`, which judges.
class WorstFrameTest {

    private static final Path ROBUST = Path.of("../../shared/captures/packs/robust");
    private static final Path LABELLED = Path.of("../../shared/captures/labelled/pcap");

    private static final int FRACTION = 20;

    private static final WorstFrame.Effort EFFORT =
            Boolean.getBoolean("tapwarden.whole")
                    ? WorstFrame.Effort.WHOLE
                    : WorstFrame.Effort.SHORT;

    @Test
    void the_dearest_frame_costs_no_more_than_twenty_of_the_others() throws IOException {
        assumeThat(ROBUST).as("test captures beside the project").isDirectory();
        List<Path> captures = new ArrayList<>(DamagedCapture.captures(ROBUST));
        captures.addAll(DamagedCapture.captures(LABELLED));
        WorstFrame.Found found = new WorstFrame(EFFORT, _ -> {}).find(captures);
        System.out.printf("worst frame: %s (wanted: no more than %d times)%n", found, FRACTION);
        assertThat(found.times()).isLessThan(10.0 * FRACTION);
    }

    /// A name query and its answer, a TCP segment, two fragments, and a frame mirrored in GRE.
    @Test
    void each_copy_of_a_frame_opens_a_flow_also_in_a_tunnel(@TempDir Path directory)
            throws IOException {
        var search = new WorstFrame(WorstFrame.Effort.SHORT, _ -> {});
        List<Long> flows = new ArrayList<>();
        Path morning = Morning.write(directory.resolve("morning.pcap"));
        try (var frames = new DamagedCapture(morning, Damage.NONE, 6)) {
            while (frames.next()) {
                DamagedFrame frame = frames.keep();
                AddressPlace place = search.placeOf(frame);
                if (place != null) {
                    Path copies = directory.resolve("copies.pcap");
                    new Copies(frame, 300, 1_000, place).write(copies);
                    flows.add(search.flowsOf(copies));
                }
            }
        }
        assertThat(flows).containsExactly(300L, 300L, 300L, 300L);
    }
}
