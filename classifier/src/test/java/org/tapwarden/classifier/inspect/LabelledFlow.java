package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.Replay;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.label.Labeller;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.service.Services;

/// The whole way from the frames of one flow to its label.
final class LabelledFlow {

    private static final FlowLimits LIMITS =
            new FlowLimits(
                    1 << 10,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5));

    private LabelledFlow() {}

    /// The only flow of these frames, under its label.
    static FlowRecord of(ActiveLists lists, byte[]... frames) throws IOException {
        List<FlowRecord> flows = all(Listeners.LABELS, lists, frames);
        assertThat(flows).hasSize(1);
        return flows.getFirst();
    }

    /// All that is said of the flows of these frames.
    static List<FlowRecord> all(Listeners listeners, ActiveLists lists, byte[]... frames)
            throws IOException {
        var pipeline =
                Pipeline.of(
                        LIMITS,
                        (table, events) ->
                                new FlowInspector(table, events, listeners, lists, null));
        var labeller = new Labeller(Services.load(), lists);
        var reader = new FlowEventCodec.Reader("test");
        List<FlowRecord> flows = new ArrayList<>();
        try (var replay = new Replay(pipeline, Flood.of(List.of(frames)), 1)) {
            replay.start();
            boolean over;
            do {
                over = replay.isOver();
                while (replay.events()
                                .drain(
                                        (kind, array, offset, _) -> {
                                            if (kind != EventStream.SIGHTING) {
                                                flows.add(
                                                        labeller.label(reader.read(array, offset)));
                                            }
                                        },
                                        4_096)
                        > 0) {}
            } while (!over);
        }
        return flows;
    }

    /// Its label in one line.
    static String said(FlowRecord flow) {
        Label label = flow.label();
        return label.protocol().word()
                + " "
                + label.application()
                + " "
                + label.category().word()
                + " "
                + label.basis().word()
                + " "
                + label.grounds().stream().map(Grounds::code).toList();
    }
}
