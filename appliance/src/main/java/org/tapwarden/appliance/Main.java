package org.tapwarden.appliance;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.demo.DemoCommand;
import org.tapwarden.appliance.policy.PolicyCommand;
import org.tapwarden.appliance.replay.ReplayCommand;
import org.tapwarden.appliance.run.RunCommand;
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
        subcommands = {
            DemoCommand.class,
            ReplayCommand.class,
            RunCommand.class,
            PolicyCommand.class
        },
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

    /// Lucene tells of its CPU extensions through the JDK's logging, which nobody asked for. Kept
    /// here, since the JDK forgets a logger that nobody holds.
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    public static void main(String[] args) {
        LUCENE.setLevel(Level.SEVERE);
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        if (args.length > 0 && Control.names().contains(args[0])) {
            var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            return Control.execute(args, out, err);
        }
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        // Listed here for the help; they run where the stores are.
        Control.names().forEach(name -> line.addSubcommand(name, Control.help(name)));
        return line;
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
