package org.tapwarden.appliance.policy;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.run.Conditions;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.detector.policy.Automatic;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.SegmentsFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tapwarden policy check [FILE]`
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Look over a policy before it counts.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden policy check                      the rules as installed",
            "  tapwarden policy check policy.yaml --segments segments.yaml"
        })
public final class PolicyCommand implements Runnable {

    private static final int FAILED = 1;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(line(), "say what to do: check.");
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    @Command(name = "check", description = "Read a policy and tell what it says.")
    int check(
            @Parameters(paramLabel = "FILE", arity = "0..1") @Nullable Path file,
            @Option(
                            names = "--segments",
                            paramLabel = "FILE",
                            description = "What the entries under automatic: may name.")
                    @Nullable Path segments) {
        PrintWriter out = line().getOut();
        try {
            Segments declared =
                    segments == null ? Segments.UNDECLARED : SegmentsFile.read(segments);
            var files = new PolicyFile(Clauses.builtIn(), Conditions::parse);
            tell(file == null ? files.builtIn() : files.read(file, declared), out);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            PrintWriter err = line().getErr();
            err.println("tapwarden: " + String.valueOf(e.getMessage()).replaceAll("\\R", " "));
            err.flush();
            return FAILED;
        } finally {
            out.flush();
        }
    }

    private static void tell(Policy policy, PrintWriter out) {
        for (Rule rule : policy.rules()) {
            out.printf("%s (%s): %s%n", rule.id(), rule.clause().id(), rule.title());
            if (rule.when() == null) {
                out.println("  on    " + word(rule.on()));
            } else {
                out.println("  when  " + Canonical.text(rule.when()));
            }
            out.printf(
                    "  asks  %s, severity %s, %d min%n",
                    word(rule.step()), word(rule.severity()), rule.length().toMinutes());
            for (Automatic entry : policy.automatic()) {
                if (entry.rule().equals(rule.id())) {
                    out.printf(
                            "  acts by itself in %s: %s answers for it, reviewed %s, %d never"
                                    + " touched%n",
                            entry.segment(), entry.owner(), entry.reviewed(), entry.never().size());
                }
            }
        }
    }

    private static String word(@Nullable Enum<?> constant) {
        return constant == null ? "" : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
