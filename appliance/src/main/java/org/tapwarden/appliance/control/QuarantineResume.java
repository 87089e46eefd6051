package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.enforcer.Safeguards;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden quarantine resume ...`
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Let automatic steps happen again: close the breaker, or end a segment's freeze."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden quarantine resume --why 'the forger was unplugged'",
            "  tapwarden quarantine resume --segment students --why 'a new DHCP server, declared now'"
        })
final class QuarantineResume implements Callable<Integer> {

    @ParentCommand private @Nullable QuarantineCommand quarantine;
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--segment", paramLabel = "NAME", description = "Only this one's freeze.")
    private String segment = "";

    @Option(
            names = "--why",
            required = true,
            paramLabel = "TEXT",
            description = "Kept with your name.")
    private String why = "";

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        Tools tools = Objects.requireNonNull(quarantine).tools();
        PrintWriter out = Operations.line(spec).getOut();
        Safeguards safeguards = tools.enforcer().safeguards();
        if (segment.isEmpty()) {
            safeguards.closeBreaker(tools.who(), why);
            out.println("The breaker is closed.");
        } else if (safeguards.thaw(segment, tools.who(), why)) {
            out.println("Segment " + Terminal.shown(segment) + " is no longer frozen.");
        } else {
            throw new IOException("segment '" + Terminal.shown(segment) + "' is not frozen");
        }
        out.flush();
        return Operations.OK;
    }
}
