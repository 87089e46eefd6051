package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.enforcer.Safeguards;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.ladder.NeverListReview.Point;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden quarantine review ...`
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = {
            "Say that you went through a segment's never-list. Nothing automatic restricts anybody"
                    + " in a segment before somebody did. Without a segment: how each stands."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden quarantine review",
            "  tapwarden quarantine review students --fire 'none here' --door '10.20.0.9, listed' \\",
            "      --medical none --phones 'VLAN 30, none here' --testing 'listed' --point-of-sale none"
        })
final class QuarantineReview implements Callable<Integer> {

    @ParentCommand private @Nullable QuarantineCommand quarantine;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SEGMENT", arity = "0..1", description = "Which one.")
    private String segment = "";

    private final Map<Point, String> said = new EnumMap<>(Point.class);

    @Option(names = "--fire", paramLabel = "TEXT", description = "Of fire alarm panels.")
    void fire(String text) {
        said.put(Point.FIRE, text);
    }

    @Option(names = "--door", paramLabel = "TEXT", description = "Of door controllers and locks.")
    void door(String text) {
        said.put(Point.DOOR, text);
    }

    @Option(names = "--medical", paramLabel = "TEXT", description = "Of medical devices.")
    void medical(String text) {
        said.put(Point.MEDICAL, text);
    }

    @Option(names = "--phones", paramLabel = "TEXT", description = "Of phones, and what calls 911.")
    void phones(String text) {
        said.put(Point.PHONES, text);
    }

    @Option(names = "--testing", paramLabel = "TEXT", description = "Of testing stations.")
    void testing(String text) {
        said.put(Point.TESTING, text);
    }

    @Option(names = "--point-of-sale", paramLabel = "TEXT", description = "Of points of sale.")
    void pointOfSale(String text) {
        said.put(Point.POINT_OF_SALE, text);
    }

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        Tools tools = Objects.requireNonNull(quarantine).tools();
        PrintWriter out = Operations.line(spec).getOut();
        Safeguards safeguards = tools.enforcer().safeguards();
        if (segment.isEmpty()) {
            safeguards.segments().forEach(state -> out.println(line(state, tools)));
        } else {
            if (safeguards.segments().stream().noneMatch(s -> s.name().equals(segment))) {
                throw new IOException("there is no segment '" + Terminal.shown(segment) + "'");
            }
            sayWhatIsMissing();
            try {
                safeguards.review(
                        new NeverListReview(segment, tools.who(), tools.wall().instant(), said));
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
            out.println("Kept: " + tools.who() + " reviewed " + Terminal.shown(segment) + ".");
        }
        out.flush();
        return Operations.OK;
    }

    private void sayWhatIsMissing() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Point point : Point.values()) {
            if (!said.containsKey(point)) {
                missing.add(
                        "--"
                                + point.name().toLowerCase(Locale.ROOT).replace('_', '-')
                                + " ("
                                + point.words()
                                + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException(
                    "say of each where it is listed, or that there is none: "
                            + String.join(", ", missing));
        }
    }

    private static String line(Safeguards.SegmentState state, Tools tools) {
        String reviewed =
                state.review()
                        .map(r ->
                                "reviewed by "
                                        + Terminal.shown(r.who())
                                        + " at "
                                        + Operations.TIME.format(r.at().atZone(tools.zone())))
                        .orElse("never-list not reviewed");
        String learnt =
                state.learningLeft().isZero()
                        ? "learnt"
                        : "being learnt for another " + state.learningLeft().toHours() + " h";
        return Terminal.shown(state.name())
                + ": "
                + learnt
                + ", "
                + reviewed
                + ", switched on: "
                + (state.switchedOn().isEmpty()
                        ? "nothing"
                        : Terminal.shown(state.switchedOn().toString()))
                + state.exams().map(e -> ", exams: " + Terminal.shown(e)).orElse("")
                + state.frozen().map(w -> ", frozen: " + Terminal.shown(w)).orElse("");
    }
}
