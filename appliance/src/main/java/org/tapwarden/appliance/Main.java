package org.tapwarden.appliance;

import java.io.PrintWriter;
import org.tapwarden.appliance.replay.ReplayCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line: `tapwarden <command>`.
///
/// Exit codes: 0 done, 1 the work failed, 2 the command line was wrong.
@Command(
        name = "tapwarden",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        subcommands = ReplayCommand.class,
        description = "Watches a network tap: who is there, what they do, and whether they may.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the work failed",
            "2:the command line was wrong",
            "130:cut short by Ctrl-C"
        })
public final class Main implements Runnable {

    @Spec private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a command is missing.");
    }

    @Command(name = "version", description = "Tell the version.")
    int version() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("tapwarden " + BuildVersion.text());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
