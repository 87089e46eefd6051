package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.enforcer.order.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden quarantine confirm ...`
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        description = {
            "Confirm as the second person what another asked for, or withdraw it.",
            "`tapwarden quarantine list` says what waits."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden quarantine confirm request-4711",
            "  tapwarden quarantine confirm request-4711 --withdraw 'the wrong machine'"
        })
final class QuarantineSecond implements Callable<Integer> {

    @ParentCommand private @Nullable QuarantineCommand quarantine;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "REQUEST", description = "As the list says it.")
    private String request = "";

    @Option(names = "--withdraw", paramLabel = "WHY", description = "Let nothing come of it.")
    private String withdraw = "";

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        Tools tools = Objects.requireNonNull(quarantine).tools();
        PrintWriter out = Operations.line(spec).getOut();
        if (!withdraw.isEmpty()) {
            if (!tools.enforcer().safeguards().withdraw(request, tools.who(), withdraw)) {
                throw new IOException(nothing());
            }
            out.println("Withdrawn.");
            out.flush();
            return Operations.OK;
        }
        List<Outcome> outcomes = tools.enforcer().safeguards().confirm(request, tools.who());
        if (outcomes.isEmpty()) {
            throw new IOException(nothing());
        }
        outcomes.forEach(outcome -> out.println(words(outcome)));
        out.flush();
        return outcomes.stream().allMatch(Outcome::holds) ? Operations.OK : Operations.FAILED;
    }

    /// How it went, in a line.
    static String words(Outcome outcome) {
        boolean waits = outcome.reason() == Outcome.Reason.AWAITS_SECOND_PERSON;
        return (waits ? "waits" : outcome.kind().name().toLowerCase(Locale.ROOT))
                + ": "
                + Terminal.shown(outcome.detail());
    }

    private String nothing() {
        return "no request '" + Terminal.shown(request) + "' waits";
    }
}
