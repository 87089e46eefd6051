package org.tapwarden.appliance.replay;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.Inspector;
import org.tapwarden.capture.flow.Outside;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.Replay;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.service.Services;

/// What it costs to look into flows and to label them: the same frames through the same engine,
/// once with an inspector that is done at the first payload and says nothing, once with the real
/// one and the labeller, whose records nobody takes. The difference, of the processor time of the
/// whole program, counts.
///
/// `./check bench inspect` runs it: `InspectionCost ROUNDS CAPTURE...` prints a line of JSON for
/// each capture and round, and for each round one of packets of flows that are answered.
final class InspectionCost {

    /// Passes of each kind that are not told; the compiler needs them.
    private static final int WARM = 4;

    /// Passes over a capture that are measured together, since the clock of a process goes by
    /// hundredths of a second.
    private static final int PASSES = 5;

    private static final int BATCH = 4_096;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long MEASURED_SEGMENTS = 10_000_000;

    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Services services = Services.load();
    private final ReplayEngines everything =
            Observation.engines(FlowLimits.DEFAULTS, 1, FrameFilter.ALL, false);
    private final ReplayEngines nobody =
            new ReplayEngines(Pipeline.of(FlowLimits.DEFAULTS, (table, events) -> new Nobody()), 1);

    private InspectionCost() {}

    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        var cost = new InspectionCost();
        for (int round = 1 - WARM; round <= rounds; round++) {
            for (int i = 1; i < arguments.length; i++) {
                cost.capture(round, Path.of(arguments[i]));
            }
            cost.answered(round);
        }
    }

    private void capture(int round, Path capture) throws IOException {
        // Every other round backwards, so that nobody always profits from who ran before.
        boolean backwards = round % 2 == 0;
        Passes first = passes(backwards, capture);
        Passes second = passes(!backwards, capture);
        Passes engine = backwards ? second : first;
        Passes whole = backwards ? first : second;
        if (engine.flows != whole.flows) {
            throw new IllegalStateException("the engines saw different flows");
        }
        String name = String.valueOf(capture.getFileName()).replace(".pcap", "");
        tell(round, name, whole.flows, engine.cpuNanos, whole.cpuNanos);
    }

    /// @param looked whether somebody looked into the flows
    private Passes passes(boolean looked, Path capture) throws IOException {
        long began = system.getProcessCpuTime();
        long flows = 0;
        for (int i = 0; i < PASSES; i++) {
            FrameSource source = CaptureFile.open(capture);
            flows += looked ? everything(source, new AtomicLong()) : nobody(source);
        }
        return new Passes(flows, system.getProcessCpuTime() - began);
    }

    /// @param flows of all passes
    private record Passes(long flows, long cpuNanos) {}

    /// @param http counts flows that are known to be that
    private long everything(FrameSource source, AtomicLong http) throws IOException {
        return new Observation(everything, services, null)
                .play(
                        source,
                        flow -> {
                            if (flow.label().protocol() == Protocol.HTTP) {
                                http.incrementAndGet();
                            }
                        })
                .flows()
                .flowsBegun();
    }

    private long nobody(FrameSource source) throws IOException {
        try (var replay = new Replay(nobody, source)) {
            replay.start();
            while (!replay.isOver()) {
                replay.events().drain((kind, array, offset, length) -> {}, BATCH);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return replay.flowCounters().flowsBegun();
        }
    }

    /// The reading thread alone, which does all there is to do: what it takes to make the segments
    /// is measured, too, and taken off.
    private void answered(int round) throws IOException {
        boolean backwards = round % 2 == 0;
        var alone = new AnsweredFlows(MEASURED_SEGMENTS);
        var block = new Block();
        while (alone.read(block, 0) == FrameSource.Read.FRAMES) {
            // What was read is of no use.
        }
        var engine = new AnsweredFlows(MEASURED_SEGMENTS);
        var whole = new AnsweredFlows(MEASURED_SEGMENTS);
        if (!backwards) {
            nobody(engine);
        }
        var known = new AtomicLong();
        everything(whole, known);
        if (backwards) {
            nobody(engine);
        }
        if (known.get() != AnsweredFlows.FLOWS) {
            throw new IllegalStateException("only " + known + " flows were answered");
        }
        long segments = engine.measured();
        tell(
                round,
                "answered",
                segments,
                engine.cpuNanos() - alone.cpuNanos(),
                whole.cpuNanos() - alone.cpuNanos());
    }

    private void tell(int round, String name, long things, long engineNanos, long wholeNanos) {
        if (round > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "{\"part\": \"inspect\", \"name\": \"%s\", \"round\": %d, \"things\": %d,"
                            + " \"engine_ns\": %d, \"whole_ns\": %d, \"load\": %.2f}%n",
                    name,
                    round,
                    things,
                    engineNanos,
                    wholeNanos,
                    system.getSystemLoadAverage());
        }
    }

    /// Is done with a flow at its first payload, and says nothing.
    private static final class Nobody implements Inspector {

        @Override
        public void began(int slot, FrameFacts frame, MemorySegment block, long end) {}

        @Override
        public Interest inspect(
                int slot,
                Direction direction,
                long streamOffset,
                FrameFacts frame,
                MemorySegment block,
                long at,
                int length) {
            return Interest.DONE;
        }

        @Override
        public void sliced(int slot) {}

        @Override
        public void ended(int slot, EndReason reason) {}

        @Override
        public void outside(
                Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {}

        @Override
        public void watched(int watched, boolean fromWatched, FrameFacts frame) {}
    }
}
