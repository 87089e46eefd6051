package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowEngine;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameDecoder;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.Replay;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.confidential.ProtectedFlows;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.inspect.FlowEventCodec;
import org.tapwarden.classifier.inspect.FlowInspector;
import org.tapwarden.classifier.inspect.Listeners;
import org.tapwarden.classifier.inspect.SightingCodec;
import org.tapwarden.classifier.label.Labeller;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.service.Services;
import org.tapwarden.detector.sensor.Sensor;

/// One pass over one network: a source, played to its end, its flows labelled in one order.
///
/// The calling thread is the deciding thread; it owns the labeller and calls the receivers.
final class Observation {

    private static final int BATCH = 4_096;
    private static final String OBSERVER = "replay";
    private static final long LOTS = 988;

    /// The rings hold several milliseconds' worth; waking up more often only costs.
    private static final long PAUSE_NANOS = 1_000_000;

    /// Takes what an observation brings, on the deciding thread.
    interface Receiver {
        /// A slice of a flow; the last one has an end.
        void flow(FlowRecord record) throws IOException;

        /// Called now and then, with the frames read so far.
        default void progress(long frames) {}
    }

    /// What became of the frames and the flows.
    record Outcome(
            FrameDecoder.Counters frames,
            FlowEngine.Counters flows,
            FrameSource.Losses losses,
            long answersAmbiguous) {}

    private final ReplayEngines engines;
    private final Services services;
    private final ActiveLists lists;
    private final @Nullable Sensor sensor;
    private volatile boolean cutShort;

    /// Without lists of names.
    Observation(ReplayEngines engines, Services services, @Nullable Sensor sensor) {
        this(engines, services, new ActiveLists(), sensor);
    }

    /// @param engines of the observation before, when that came to its end
    Observation(
            ReplayEngines engines, Services services, ActiveLists lists, @Nullable Sensor sensor) {
        this.engines = engines;
        this.services = services;
        this.lists = lists;
        this.sensor = sensor;
    }

    /// What observations run on, one after the other; all frames are of one address space.
    ///
    /// @param decides whether there are sensors, which want to hear of more than labels do
    static ReplayEngines engines(
            FlowLimits limits, int threads, FrameFilter filter, boolean decides) {
        return engines(limits, threads, filter, decides, new ActiveLists(), (_, _) -> 0);
    }

    /// @param lists that are asked of what is seen
    /// @param spaceOf the address space of frames of an interface with a VLAN tag, -1 where there
    ///   is none
    static ReplayEngines engines(
            FlowLimits limits,
            int threads,
            FrameFilter filter,
            boolean decides,
            ActiveLists lists,
            IntBinaryOperator spaceOf) {
        Listeners listeners = decides ? Listeners.LABELS_AND_DECISIONS : Listeners.LABELS;
        var pipeline =
                new Pipeline(
                        limits,
                        (table, events) -> new FlowInspector(table, events, listeners, lists, null),
                        spaceOf,
                        () -> WatchList.EMPTY,
                        filter,
                        Pipeline.RING_BYTES);
        return new ReplayEngines(pipeline, threads);
    }

    /// Ends the pass under way in order: what has been read is still written.
    void cutShort() {
        cutShort = true;
    }

    boolean isCutShort() {
        return cutShort;
    }

    /// Plays the source to its end and closes it.
    Outcome play(FrameSource source, Receiver receiver) throws IOException {
        var labeller = new Labeller(services, lists);
        var sink = new Sink(labeller, sensor, receiver);
        try (var replay = new Replay(engines, stoppable(source))) {
            replay.start();
            while (!replay.isOver()) {
                if (replay.events().drain(sink::take, BATCH) == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                sink.check();
                receiver.progress(replay.framesRead());
            }
            while (replay.events().drain(sink::take, BATCH) > 0) {
                sink.check();
            }
            sink.finish();
            return new Outcome(
                    replay.frameCounters(),
                    replay.flowCounters(),
                    source.losses(),
                    labeller.answersAmbiguous());
        }
    }

    /// A source that ends early once the pass is cut short, so that flows are ended and written.
    private FrameSource stoppable(FrameSource source) {
        return new FrameSource() {
            @Override
            public Read read(org.tapwarden.capture.Block block, long waitNanos) throws IOException {
                return cutShort ? Read.END : source.read(block, waitNanos);
            }

            @Override
            public Losses losses() {
                return source.losses();
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    /// Decodes events, labels flows, hands them on. Keeps an output error until it can be thrown.
    private static final class Sink {
        private final SightingCodec.Reader sightings = new SightingCodec.Reader();
        private final FlowEventCodec.Reader flows = new FlowEventCodec.Reader(OBSERVER);
        private final Labeller labeller;
        private final @Nullable Sensor sensor;
        private final Receiver receiver;
        private final ProtectedFlows protectedFlows;
        private final List<IOException> failed = new ArrayList<>(1);

        Sink(Labeller labeller, @Nullable Sensor sensor, Receiver receiver) {
            // Two replays of one capture write the same bytes, so the lots are known before.
            var lots = new SplittableRandom(LOTS);
            this.protectedFlows =
                    new ProtectedFlows(
                            OBSERVER, TimeZone.getDefault(), () -> lots.nextLong(Long.MAX_VALUE));
            this.labeller = labeller;
            this.sensor = sensor;
            this.receiver = receiver;
        }

        void take(int kind, byte[] array, int offset, int length) {
            if (kind == EventStream.SIGHTING) {
                Sighting sighting = sightings.read(array, offset);
                labeller.see(sighting);
                if (sensor != null && !labeller.isConfidential(sighting)) {
                    sensor.see(sighting);
                }
                return;
            }
            FlowEvent event = flows.read(array, offset);
            boolean learnt = event.phase() == FlowEvent.Phase.LEARNT;
            if ((learnt && sensor == null) || !failed.isEmpty()) {
                return;
            }
            FlowRecord labelled = labeller.label(event);
            try {
                protectedFlows.release(event.slice().endNanos(), receiver::flow);
                if (labelled == null) {
                    count(event);
                    return;
                }
                FlowRecord placed = sensor == null ? labelled : sensor.flow(labelled);
                if (!learnt) {
                    receiver.flow(placed);
                }
            } catch (IOException e) {
                failed.add(e);
            }
        }

        /// A flow with a protected destination, once.
        private void count(FlowEvent event) {
            if (event.phase() != FlowEvent.Phase.ENDED) {
                return;
            }
            if (sensor == null) {
                FlowRecord.Place place = event.place();
                protectedFlows.count(place.segment(), place.population(), event.whole().endNanos());
            } else {
                sensor.count(event, protectedFlows);
            }
        }

        /// Nothing comes any more.
        void finish() throws IOException {
            check();
            if (sensor != null) {
                sensor.over();
            }
            protectedFlows.releaseAll(receiver::flow);
        }

        void check() throws IOException {
            if (!failed.isEmpty()) {
                throw failed.getFirst();
            }
        }
    }
}
