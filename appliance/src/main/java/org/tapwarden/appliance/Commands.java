package org.tapwarden.appliance;

import java.io.PrintWriter;
import java.util.List;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.control.Usage;
import org.tapwarden.appliance.demo.DemoCommand;
import org.tapwarden.appliance.lists.ListsCommand;
import org.tapwarden.appliance.policy.PolicyCommand;
import org.tapwarden.appliance.replay.ReplayCommand;
import org.tapwarden.appliance.run.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line as picocli reads it: `tapwarden <command>`.
///
/// Exit codes: 0 done, 1 the work failed, 2 the command line was wrong.
@Command(
        name = "tapwarden",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Build.class,
        description = "Watches a network tap: who is there, what they do, and whether they may.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the work failed",
            "2:the command line was wrong",
            "130:cut short by Ctrl-C"
        })
final class Commands implements Runnable {

    /// In the order of the help.
    private static final List<String> OWN =
            List.of("demo", "replay", "run", "policy", "lists", "version");

    @Spec private CommandSpec spec;

    private Commands() {}

    /// All of them, for the help of the whole and for words that are no command.
    static CommandLine all() {
        var line = new CommandLine(new Commands());
        OWN.forEach(name -> line.addSubcommand(name, command(name)));
        // Listed here for the help; they run where the stores are.
        Control.names().forEach(name -> line.addSubcommand(name, Control.help(name)));
        return Usage.everywhere(line);
    }

    /// What a command line that starts with this word needs: that command alone, since nothing is
    /// ever told of its neighbours, or all when it is none of ours.
    static CommandLine of(String word) {
        return OWN.contains(word)
                ? Usage.everywhere(
                        new CommandLine(new Commands()).addSubcommand(word, command(word)))
                : all();
    }

    private static Object command(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "replay" -> new ReplayCommand();
            case "run" -> new RunCommand();
            case "policy" -> new PolicyCommand();
            case "lists" -> new ListsCommand();
            case "version" -> new Version();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a command is missing.");
    }

    /// `tapwarden version`
    @Command(name = "version", description = "Tell the version.")
    private static final class Version implements Runnable {

        @Spec private CommandSpec spec;

        @Override
        public void run() {
            PrintWriter out = spec.commandLine().getOut();
            out.println(BuildVersion.line());
            out.flush();
        }
    }

    /// `tapwarden --version`
    static final class Build implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {BuildVersion.line()};
        }
    }
}
