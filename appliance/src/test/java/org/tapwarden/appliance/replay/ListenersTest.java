package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.Replay;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.inspect.FlowEventCodec;
import org.tapwarden.classifier.inspect.FlowInspector;
import org.tapwarden.classifier.inspect.Listeners;
import org.tapwarden.classifier.inspect.SightingCodec;
import org.tapwarden.classifier.protocol.Telling;

/// What is written for whom, of a morning with neighbours, leases, announcements and equipment.
class ListenersTest {

    private static final String MORNING = "/org/tapwarden/appliance/demo/morning.pcap.gz";

    private record Heard(List<Sighting> sightings, List<FlowEvent> flows) {}

    private static Path unpacked(Path directory) throws IOException {
        InputStream packed =
                Objects.requireNonNull(ListenersTest.class.getResourceAsStream(MORNING));
        Path capture = directory.resolve("morning.pcap");
        try (var morning = new GZIPInputStream(packed)) {
            Files.copy(morning, capture);
        }
        return capture;
    }

    private static Heard play(Path capture, Listeners listeners) throws IOException {
        var pipeline =
                new Pipeline(
                        FlowLimits.DEFAULTS,
                        (table, events) -> new FlowInspector(table, events, listeners),
                        (_, _) -> 0,
                        () -> WatchList.EMPTY,
                        FrameFilter.ALL,
                        Pipeline.RING_BYTES);
        var heard = new Heard(new ArrayList<>(), new ArrayList<>());
        try (var replay = new Replay(new ReplayEngines(pipeline, 1), CaptureFile.open(capture))) {
            replay.start();
            boolean over;
            do {
                over = replay.isOver();
                while (replay.events().drain((k, a, o, _) -> hear(heard, k, a, o), 256) > 0) {}
            } while (!over);
        }
        return heard;
    }

    private static void hear(Heard heard, int kind, byte[] array, int offset) {
        if (kind == EventStream.SIGHTING) {
            heard.sightings.add(new SightingCodec.Reader().read(array, offset));
        } else {
            heard.flows.add(new FlowEventCodec.Reader("test").read(array, offset));
        }
    }

    private static boolean isNameAnswer(Sighting sighting) {
        return sighting instanceof Sighting.Told(var _, Telling.NameAnswered answer)
                && answer.isFromNameServer();
    }

    @Test
    void who_only_labels_hears_of_name_answers_and_of_flows_that_are_over(@TempDir Path directory)
            throws IOException {
        Path capture = unpacked(directory);
        Heard labels = play(capture, Listeners.LABELS);
        Heard all = play(capture, Listeners.LABELS_AND_DECISIONS);

        assertThat(all.sightings)
                .hasAtLeastOneElementOfType(Sighting.SynSent.class)
                .hasAtLeastOneElementOfType(Sighting.AddressClaimed.class)
                .anyMatch(one -> one instanceof Sighting.Told && !isNameAnswer(one));
        assertThat(labels.sightings)
                .isNotEmpty()
                .isEqualTo(all.sightings.stream().filter(ListenersTest::isNameAnswer).toList());
        assertThat(all.flows).anyMatch(flow -> flow.phase() == FlowEvent.Phase.LEARNT);
        assertThat(labels.flows)
                .isNotEmpty()
                .isEqualTo(
                        all.flows.stream()
                                .filter(flow -> flow.phase() != FlowEvent.Phase.LEARNT)
                                .toList());
    }
}
