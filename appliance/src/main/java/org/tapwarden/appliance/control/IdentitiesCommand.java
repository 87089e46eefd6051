package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.detector.identity.PersonsList;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden identities ...`
@Command(
        name = "identities",
        mixinStandardHelpOptions = true,
        description = "Whose machine is whose, by the office's own list.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden identities import loans.csv --dry-run",
            "  tapwarden identities import loans.csv"
        })
final class IdentitiesCommand implements Runnable {

    private static final int OK = 0;

    /// A longer preview is no preview.
    private static final int MOST_SHOWN = 1_000;

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line(), "say what to do: import.");
    }

    @Command(
            name = "import",
            description = {
                "Replace the office's list of persons: CSV with a header that has person, and mac"
                        + " or address, and may have from and to. Prints what changes. It counts"
                        + " while nobody is known to use the device."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden identities import loans.csv --dry-run",
                "  tapwarden identities import loans.csv"
            })
    int load(
            @Parameters(paramLabel = "FILE", description = "The list, CSV in UTF-8.") String file,
            @Option(
                            names = "--confirm",
                            description = "Take away more than 2 %% of the known lines.")
                    boolean confirm,
            @Option(names = "--dry-run", description = "Only print what would change.")
                    boolean dryRun,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Objects.requireNonNull(operations).tools();
        List<PersonsList.Entry> list = PersonsList.of(file, tools.file(file), tools.zone());
        PersonsList.Difference difference = tools.devices().personsDifference(list);
        PrintWriter out = line().getOut();
        print(out, "+", difference.added());
        print(out, "-", difference.gone());
        out.printf(
                "%d added, %d gone, %d unchanged%n",
                difference.added().size(), difference.gone().size(), difference.unchanged());
        out.flush();
        if (dryRun || difference.isEmpty()) {
            return OK;
        }
        if (difference.needsConfirmation() && !confirm) {
            throw new IOException(
                    "nothing was changed: the list would take away "
                            + difference.gone().size()
                            + " of "
                            + (difference.gone().size() + difference.unchanged())
                            + " lines, more than 2 %; is it the right file? Say --confirm if it is");
        }
        tools.devices().listPersons(list, tools.who(), file, tools.wall().instant());
        return OK;
    }

    private static void print(PrintWriter out, String sign, List<PersonsList.Entry> entries) {
        for (PersonsList.Entry entry : entries.subList(0, Math.min(MOST_SHOWN, entries.size()))) {
            out.printf("%s %s %s%n", sign, entry.device(), Terminal.shown(entry.person()));
        }
        if (entries.size() > MOST_SHOWN) {
            out.printf("%s and %d more%n", sign, entries.size() - MOST_SHOWN);
        }
    }
}
