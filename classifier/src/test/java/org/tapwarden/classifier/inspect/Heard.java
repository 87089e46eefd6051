package org.tapwarden.classifier.inspect;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowEngine;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.Replay;
import org.tapwarden.classifier.Sighting;

/// What the deciding thread hears of frames, through decoder, engine, inspector and rings.
final class Heard {

    private static final FlowLimits LIMITS =
            new FlowLimits(
                    1 << 12,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5));

    private Heard() {}

    static List<Sighting> of(byte[]... frames) {
        return of(Flood.of(List.of(frames)), 1);
    }

    /// @param counters as of the end
    record Played(List<Sighting> sightings, FlowEngine.Counters counters) {}

    static List<Sighting> of(FrameSource source, int threads) {
        return played(source, threads).sightings();
    }

    static Played played(FrameSource source, int threads) {
        var pipeline =
                Pipeline.of(
                        LIMITS,
                        (table, events) ->
                                new FlowInspector(table, events, Listeners.LABELS_AND_DECISIONS));
        List<Sighting> heard = new ArrayList<>();
        var reader = new SightingCodec.Reader();
        try (var replay = new Replay(pipeline, source, threads)) {
            replay.start();
            boolean over;
            do {
                over = replay.isOver();
                while (replay.events()
                                .drain(
                                        (kind, array, offset, _) -> {
                                            if (kind == EventStream.SIGHTING) {
                                                heard.add(reader.read(array, offset));
                                            }
                                        },
                                        4_096)
                        > 0) {}
            } while (!over);
            return new Played(heard, replay.flowCounters());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The only one of its kind.
    static <T extends Sighting> T one(Class<T> kind, byte[]... frames) {
        List<T> all = of(frames).stream().filter(kind::isInstance).map(kind::cast).toList();
        if (all.size() != 1) {
            throw new AssertionError("one " + kind.getSimpleName() + " expected, heard " + all);
        }
        return all.getFirst();
    }
}
