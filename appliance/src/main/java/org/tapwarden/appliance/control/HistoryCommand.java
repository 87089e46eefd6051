package org.tapwarden.appliance.control;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden history ...`
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "The flow history: what is held, and what is destroyed.",
        subcommands = {HistoryHold.class, HistoryPurge.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden history hold --case 2026-7 --reason 'request of the court' 'ip:10.1.2.3'",
            "  tapwarden history purge --before 2026-06-01 --reason 'board resolution 12'"
        })
final class HistoryCommand implements Runnable {

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "say what to do: hold or purge.");
    }

    Tools tools() {
        return Operations.toolsOf(operations);
    }
}
