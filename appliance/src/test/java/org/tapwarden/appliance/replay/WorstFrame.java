package org.tapwarden.appliance.replay;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.service.Services;

/// Looks for the frame that costs most where it opens a flow, among all frames of captures and all
/// that become of them when they are damaged.
///
/// Sixty million frames cannot be measured well, so each step looks at fewer and closer: {@link
/// Glances} at every damaged frame by what it takes the reading thread; and since what is decided
/// about a flow is another thread's work, at every undamaged frame by what it takes both. The
/// dearest of these are weighed, the dearest of those played as what is looked for: 100,000 copies,
/// as `replay` would.
///
/// `./check bench file` runs it whole: `WorstFrame CAPTURE DIRECTORY...` writes those copies as a
/// capture, and beside it, as `.txt`, which frame it is.
final class WorstFrame {

    static final int COPIES = 100_000;

    /// So few that no pool of the inspector is ever empty: each frame shows what it costs when
    /// nothing is refused.
    private static final FlowLimits FEW =
            new FlowLimits(
                    512,
                    FlowLimits.DEFAULTS.datagramIdle(),
                    FlowLimits.DEFAULTS.tcpIdle(),
                    FlowLimits.DEFAULTS.linger(),
                    FlowLimits.DEFAULTS.slice());

    /// Copies come all at once, or so far apart that the flows before have ended and nothing is
    /// refused for want of room. Whichever is dearer counts.
    private static final long[] APART_NANOS = {1_000, 400_000_000};

    private static final int PAIR_COPIES = 64;
    private static final int COPIES_WEIGHED = 1_000;

    private final Effort effort;
    private final Consumer<String> progress;
    private final Services services = Services.load();
    private final ReplayEngines few = NetworkPerInterface.engines(FEW);
    private final ReplayEngines usual = NetworkPerInterface.engines();
    private final ReplayEngines asReplay =
            Observation.engines(FlowLimits.DEFAULTS, 1, FrameFilter.ALL, false);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /// How thoroughly is looked.
    ///
    /// @param frames of each capture at most
    /// @param oneIn of so many damaged frames one is looked at
    /// @param weighed so many of the dearest, several times
    /// @param times how often, of which the middle counts
    /// @param finalists so many of the dearest of these are played as 100,000 copies
    /// @param played how often, of which again the middle counts
    record Effort(int frames, int oneIn, int weighed, int times, int finalists, int played) {

        static final Effort WHOLE = new Effort(Integer.MAX_VALUE, 1, 512, 7, 8, 3);
        static final Effort SHORT = new Effort(8, 20, 16, 3, 1, 1);

        Effort warmUp() {
            return new Effort(4, 20, weighed, 1, 1, 1);
        }
    }

    /// The dearest frame.
    ///
    /// @param place of the address that makes each copy a flow
    /// @param nanos processor time a copy, all threads together, output of records left out
    /// @param usualNanos what a frame of the captures takes as it is
    record Found(
            DamagedFrame frame,
            AddressPlace place,
            long apartNanos,
            double nanos,
            double usualNanos,
            long looked) {

        double times() {
            return nanos / usualNanos;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %.2f us each of %,d copies that each open a flow, %.3f ms apart;"
                            + " %.1f times a usual frame; dearest of %,d",
                    frame,
                    nanos / 1_000,
                    COPIES,
                    apartNanos / 1e6,
                    times(),
                    looked);
        }
    }

    private record Cost(double nanos, long frames, long flows) {}

    /// @param progress is told now and then how far the search has come
    WorstFrame(Effort effort, Consumer<String> progress) {
        this.effort = effort;
        this.progress = progress;
    }

    public static void main(String[] arguments) throws IOException {
        Path out = Path.of(arguments[0]);
        List<Path> captures = new ArrayList<>();
        for (String directory : Arrays.asList(arguments).subList(1, arguments.length)) {
            captures.addAll(DamagedCapture.captures(Path.of(directory)));
        }
        var search = new WorstFrame(Effort.WHOLE, text -> System.out.println("worst: " + text));
        Found found = search.find(captures);
        System.out.println("worst: " + found);
        new Copies(found.frame, COPIES, found.apartNanos, found.place).write(out);
        long flows = search.flowsOf(out);
        System.out.printf(Locale.ROOT, "worst: the capture has %,d flows%n", flows);
        if (flows != COPIES) {
            throw new IllegalStateException("not every copy opens a flow");
        }
        Files.writeString(out.resolveSibling(out.getFileName() + ".txt"), found + "\n");
    }

    /// Flows that `replay` sees in a capture.
    long flowsOf(Path capture) throws IOException {
        return play(asReplay, CaptureFile.open(capture)).flows;
    }

    Found find(List<Path> captures) throws IOException {
        // The compiler would make the first captures seem dear.
        glance(captures, effort.warmUp(), _ -> {});
        pairs(captures, effort.warmUp());

        Glances glances = glance(captures, effort, progress);
        List<Weighed> dearest = new ArrayList<>(glances.dearest());
        tell("dearest at a glance, of %,d", glances.seen(), dearest);
        List<Weighed> undamaged = pairs(captures, effort);
        tell("dearest undamaged for both threads, of %,d", undamaged.size(), undamaged);
        dearest.addAll(undamaged.subList(0, Math.min(effort.weighed, undamaged.size())));

        List<Weighed> weighed = weigh(dearest);
        tell("dearest when weighed, of %,d", weighed.size(), weighed);
        Found found = null;
        int finalists = 0;
        var together = new Together(captures);
        double usualNanos = played(usual, together::fromStart);
        for (Weighed candidate : weighed) {
            AddressPlace place = placeOf(candidate.frame());
            if (place == null) {
                progress.accept(
                        "left out, since no address of its flow stands in it: "
                                + candidate.frame());
                continue;
            }
            for (long apart : APART_NANOS) {
                double nanos = played(candidate.frame(), place, apart);
                if (found == null || nanos > found.nanos) {
                    found =
                            new Found(
                                    candidate.frame(),
                                    place,
                                    apart,
                                    nanos,
                                    usualNanos,
                                    glances.seen());
                }
            }
            if (++finalists == effort.finalists) {
                break;
            }
        }
        if (found == null) {
            throw new IllegalStateException("no frame opens a flow");
        }
        return found;
    }

    private void tell(String what, long count, List<Weighed> sorted) {
        progress.accept(String.format(Locale.ROOT, what + ":", count));
        for (Weighed each : sorted.subList(0, Math.min(5, sorted.size()))) {
            progress.accept(
                    String.format(Locale.ROOT, "  %.2f us, %s", each.nanos() / 1e3, each.frame()));
        }
    }

    private Glances glance(List<Path> captures, Effort thoroughly, Consumer<String> told)
            throws IOException {
        var glances = new Glances(captures, thoroughly, told);
        new Observation(few, services, null).play(glances, _ -> {});
        return glances;
    }

    /// All undamaged frames, the dearest first.
    private List<Weighed> pairs(List<Path> captures, Effort thoroughly) throws IOException {
        var sample = new Random(thoroughly.oneIn);
        List<Weighed> weighed = new ArrayList<>();
        for (Path capture : captures) {
            try (var frames = new DamagedCapture(capture, Damage.NONE, thoroughly.frames)) {
                while (frames.next()) {
                    if (sample.nextInt(thoroughly.oneIn) == 0) {
                        DamagedFrame frame = frames.keep();
                        weighed.add(new Weighed(frame, cost(frame, PAIR_COPIES).nanos));
                    }
                }
            }
        }
        weighed.sort(Comparator.comparingDouble(Weighed::nanos).reversed());
        return weighed;
    }

    /// The frames that open a flow, by the middle of several measurements, the dearest first.
    private List<Weighed> weigh(List<Weighed> candidates) throws IOException {
        List<Weighed> weighed = new ArrayList<>();
        for (Weighed candidate : candidates) {
            double[] nanos = new double[effort.times];
            boolean opens = true;
            for (int i = 0; i < nanos.length && opens; i++) {
                Cost cost = cost(candidate.frame(), COPIES_WEIGHED);
                nanos[i] = cost.nanos;
                opens = cost.flows == COPIES_WEIGHED;
            }
            if (opens) {
                weighed.add(new Weighed(candidate.frame(), middle(nanos)));
            }
        }
        weighed.sort(Comparator.comparingDouble(Weighed::nanos).reversed());
        return weighed;
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private Cost cost(DamagedFrame frame, int copies) throws IOException {
        Cost all = play(few, new Copies(frame, copies, APART_NANOS[0], null));
        return new Cost(all.nanos / copies, all.frames, all.flows);
    }

    /// What both threads take. The reading thread's clock is read when it asks for frames.
    private Cost play(ReplayEngines engines, FrameSource source) throws IOException {
        var flows = new AtomicLong();
        var clocked = new Clocked(source);
        long began = threads.getCurrentThreadCpuTime();
        Observation.Outcome outcome =
                new Observation(engines, services, null)
                        .play(
                                clocked,
                                flow -> {
                                    if (flow.identity().isFinal()) {
                                        flows.incrementAndGet();
                                    }
                                });
        long nanos = threads.getCurrentThreadCpuTime() - began + clocked.nanos;
        return new Cost(nanos, outcome.frames().offered(), flows.get());
    }

    private double played(DamagedFrame frame, AddressPlace place, long apart) throws IOException {
        return played(asReplay, () -> new Copies(frame, COPIES, apart, place));
    }

    /// Processor time of the whole program a frame, as a bench measures it: collecting garbage and
    /// ending the flows are part of it.
    private double played(ReplayEngines engines, Supplier<FrameSource> source) throws IOException {
        double[] nanos = new double[effort.played];
        for (int i = 0; i < nanos.length; i++) {
            long began = system.getProcessCpuTime();
            long frames = play(engines, source.get()).frames;
            nanos[i] = (double) (system.getProcessCpuTime() - began) / frames;
        }
        return middle(nanos);
    }

    /// Where in a frame the address stands that its flow is known by, or null.
    ///
    /// Found by trying, since nobody else knows which of the addresses in a tunnel counts: a place
    /// at which the bytes are an address of the flow's record, and when they are changed, that
    /// address of the record changes likewise and nothing else that a flow is known by.
    @Nullable AddressPlace placeOf(DamagedFrame frame) throws IOException {
        FlowRecord original = recordOf(frame, null);
        if (original == null) {
            return null;
        }
        FlowRecord.Conversation was = original.conversation();
        for (Address address : List.of(was.source(), was.destination())) {
            byte[] bytes = address.bytes();
            for (int at = AddressPlace.next(frame, bytes, 0);
                    at >= 0;
                    at = AddressPlace.next(frame, bytes, at + 1)) {
                var place = new AddressPlace(at + bytes.length - AddressPlace.LENGTH);
                FlowRecord changed = recordOf(frame, place);
                if (changed != null && isOnlyAddressOther(original, changed, address)) {
                    return place;
                }
            }
        }
        return null;
    }

    private static boolean isOnlyAddressOther(
            FlowRecord original, FlowRecord changed, Address address) {
        FlowRecord.Conversation was = original.conversation();
        FlowRecord.Conversation is = changed.conversation();
        Address other = new Address(address.high(), address.low() ^ CHANGE);
        boolean known =
                is.source().equals(address.equals(was.source()) ? other : was.source())
                        && is.destination()
                                .equals(address.equals(was.source()) ? was.destination() : other);
        return known
                && is.sourcePort() == was.sourcePort()
                && is.destinationPort() == was.destinationPort()
                && is.protocolNumber() == was.protocolNumber()
                && changed.label().protocol().equals(original.label().protocol());
    }

    /// A number of a copy that the frame itself, which has the number 0, does not have.
    private static final int CHANGE = 0x5a_5a5a;

    private @Nullable FlowRecord recordOf(DamagedFrame frame, @Nullable AddressPlace place)
            throws IOException {
        DamagedFrame numbered = place == null ? frame : place.numbered(frame, CHANGE);
        List<FlowRecord> records = new ArrayList<>();
        new Observation(few, services, null).play(new Copies(numbered, 1, 0, null), records::add);
        return records.size() == 1 ? records.getFirst() : null;
    }

    /// Reads the thread's clock when a source is first asked and when it ends.
    private final class Clocked implements FrameSource {

        private final FrameSource source;
        private long began;
        private long nanos;

        Clocked(FrameSource source) {
            this.source = source;
        }

        @Override
        public Read read(Block block, long waitNanos) throws IOException {
            if (began == 0) {
                began = threads.getCurrentThreadCpuTime();
            }
            Read read = source.read(block, waitNanos);
            if (read == Read.END) {
                nanos = threads.getCurrentThreadCpuTime() - began;
            }
            return read;
        }

        @Override
        public Losses losses() {
            return source.losses();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
