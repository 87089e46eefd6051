package org.tapwarden.appliance.replay;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tapwarden replay FILE...`
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Classify captures (pcap, pcapng) in packet time and say what was in them.",
            "Never acts and never mails. The captures are one network after the other in time,"
                    + " unless --each is given."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden replay morning.pcap",
            "  tapwarden replay --flows - morning.pcap | jq .tls.client.server_name",
            "  tapwarden replay --each --flows out/ captures/*.pcap",
            "  tapwarden replay --segments segments.yaml --findings - morning.pcap",
            "  tapwarden replay --explain --filter 'host 192.0.2.7' morning.pcap"
        })
public final class ReplayCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Capture files.")
    private List<Path> files = List.of();

    @Option(
            names = "--flows",
            paramLabel = "FILE|-|DIR",
            description =
                    "Write each flow's last record as one line of JSON (ECS); - is standard output,"
                            + " and with --each a directory.")
    private @Nullable String flows;

    @Option(
            names = "--each",
            description =
                    "Each capture is a network of its own, written to DIR/<file name>.ndjson.")
    private boolean each;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Capture threads, 1 to 16 (default: ${DEFAULT-VALUE}). The output is the same"
                            + " for every number.")
    private int threads = 1;

    @Option(
            names = "--filter",
            paramLabel = "BPF",
            description = "Look only at frames that pass this filter, such as 'udp port 53'.")
    private @Nullable String filter;

    @Option(
            names = "--findings",
            paramLabel = "FILE|-",
            description =
                    "Decide as the appliance would, acting on nothing, and write what was found as"
                            + " lines of JSON.")
    private @Nullable String findings;

    @Option(
            names = "--segments",
            paramLabel = "FILE",
            description = "Which part of the network is what (YAML).")
    private @Nullable Path segments;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "The rules (YAML); without it the ones as installed.")
    private @Nullable Path policy;

    @Option(
            names = "--devices",
            paramLabel = "FILE",
            description = "The approved list (CSV); without it the appliance is learning.")
    private @Nullable Path devices;

    @Option(
            names = "--history",
            paramLabel = "DIR",
            description = "Keep the flows, to be searched with 'tapwarden search --history DIR'.")
    private @Nullable Path history;

    @Option(
            names = "--lists",
            paramLabel = "DIR",
            description = "Lists of names that 'tapwarden lists import --lists DIR' keeps there.")
    private @Nullable Path lists;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Play everything N times, each time as if nothing had been seen.")
    private int repeat = 1;

    @Option(
            names = "--explain",
            description =
                    "Say of each flow what it is and why, in words; narrow it down with --filter.")
    private boolean explain;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        ReplayOptions options = options();
        String wrong = options.wrong();
        if (wrong != null) {
            throw new ParameterException(line, wrong);
        }
        return new ReplayRun(options).replay(line.getOut(), line.getErr());
    }

    ReplayOptions options() {
        return new ReplayOptions(
                files, flows, each, threads, filter, findings, segments, policy, devices, history,
                lists, repeat, explain);
    }
}
