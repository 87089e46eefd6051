package org.tapwarden.appliance.control;

import java.util.concurrent.Callable;
import org.tapwarden.appliance.BuildVersion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// How every command of the program answers when it is asked how to use it.
public final class Usage {

    private static final String HELP = "--help";

    private Usage() {}

    /// Gives `-h` and `--help` to each command below this one that has none, since who does not
    /// know a command asks it that first; and the version to those that would tell none.
    public static CommandLine everywhere(CommandLine line) {
        line.getSubcommands().values().forEach(Usage::below);
        return line;
    }

    private static void below(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (!spec.optionsMap().containsKey(HELP)) {
            spec.addOption(
                    OptionSpec.builder("-h", HELP)
                            .usageHelp(true)
                            .description("Show this help message and exit.")
                            .build());
        }
        if (spec.optionsMap().containsKey("--version") && spec.versionProvider() == null) {
            spec.versionProvider(() -> new String[] {BuildVersion.line()});
        }
        everywhere(line);
    }

    /// A command of a group, so that what is wrong with it is said with its own usage.
    static CommandLine of(CommandLine group, String name) {
        CommandLine command = group.getSubcommands().get(name);
        return command == null ? group : command;
    }

    /// Whether only the name of a group was given, and nothing of what it does.
    static boolean isUnfinished(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean isGroup = !last.commandSpec().subcommands().isEmpty();
        return isGroup && !(last.commandSpec().userObject() instanceof Callable);
    }
}
