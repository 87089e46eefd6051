package org.tapwarden.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.detector.identity.HostNamePattern;
import org.tapwarden.detector.place.Switches;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.EnforcerSettings;
import org.tapwarden.enforcer.command.CommandSettings;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.desk.SmtpSettings;
import org.tapwarden.enforcer.isolation.IsolationSettings;
import org.tapwarden.enforcer.ladder.Budget;
import org.tapwarden.enforcer.nft.EdgePorts;
import org.tapwarden.enforcer.nft.NftSettings;
import org.tapwarden.enforcer.radius.RadiusSettings;
import org.tapwarden.enforcer.reset.ResetSettings;
import org.tapwarden.enforcer.snmp.SnmpSettings;

/// The settings of `tapwarden run`.
///
/// @param observer the sensor's name in every record
/// @param office how pages and mails call the office
/// @param state where everything is kept
/// @param controlSocket where the command line asks; `control.sock` in the state directory unless
///   said
/// @param segments file, if there is one
/// @param policy file, if there is one; else the rules as installed
/// @param radius switches that may be asked to throw a device out; nobody is unless said
/// @param snmp switches of which ports may be shut; none is unless said
/// @param commands programs that hold and release a device; none unless said
/// @param reset where connections are reset from; nobody's are unless said
/// @param isolation subnets that opted in to it; none unless said
/// @param accounting who may send RADIUS accounting; nobody listens unless said
/// @param hostNames the office's pattern of host names that carry a person's name
/// @param lists folder of the lists of names; `lists` in the state directory unless said
/// @param schedule how long flows are kept
/// @param switches that are asked where devices are plugged in
public record Settings(
        String observer,
        String office,
        ZoneId zone,
        Path state,
        Path controlSocket,
        Capture capture,
        Optional<Path> segments,
        Optional<Path> policy,
        Path lists,
        EnforcerSettings enforcer,
        Optional<NftSettings> nftables,
        Optional<RadiusSettings> radius,
        Optional<SnmpSettings> snmp,
        List<CommandSettings> commands,
        Optional<ResetSettings> reset,
        Optional<IsolationSettings> isolation,
        Set<String> uplinks,
        Set<String> edgePorts,
        Optional<Mail> mail,
        Console console,
        Optional<Accounting> accounting,
        Optional<HostNamePattern> hostNames,
        Schedule schedule,
        Switches switches) {

    private static final Set<String> KEYS =
            Set.of(
                    "observer",
                    "office",
                    "time-zone",
                    "state",
                    "control-socket",
                    "capture",
                    "segments",
                    "policy",
                    "lists",
                    "enforcer",
                    "mail",
                    "console",
                    "accounting",
                    "identity",
                    "history",
                    "switches");

    /// Where frames come from.
    ///
    /// @param threads that share each interface's frames
    /// @param silence how long a plugged-in interface may bring nothing
    /// @param keep how much of the packets is kept; nothing unless said
    public record Capture(
            List<String> interfaces,
            Driver driver,
            int threads,
            int ringMegabytes,
            String filter,
            Duration silence,
            Optional<Keep> keep) {

        /// Capture threads at most, the one for flows that the sharing would split among them.
        private static final int MOST_THREADS = 16;

        /// A ring is one mapping, and its size an int.
        private static final int MOST_RING_MEGABYTES = 2_047;

        /// Half the cores, since everything behind the capture wants the other half.
        static int usualThreads(int cores, int interfaces) {
            int all = cores <= 2 ? 1 : Math.min(MOST_THREADS, cores / 2);
            return Math.max(1, all / interfaces);
        }

        /// Sources for each interface. A thread more is needed as soon as there are two, so of
        /// sixteen threads fifteen share.
        public int sources() {
            boolean all = threads * interfaces.size() >= MOST_THREADS;
            return all ? (MOST_THREADS - 1) / interfaces.size() : threads;
        }

        /// What reads the interface.
        public enum Driver {
            AF_PACKET("the kernel's clock of this machine (AF_PACKET, CLOCK_REALTIME)"),
            PCAP4J("libpcap's clock of this machine");

            private final String clock;

            Driver(String clock) {
                this.clock = clock;
            }

            /// That its frames' times are of, in words.
            public String clock() {
                return clock;
            }
        }
    }

    /// The help desk's mail.
    public record Mail(DeskSettings desk, SmtpSettings smtp) {}

    /// Where the console listens.
    ///
    /// @param metrics addresses that may read `/metrics`, beside loopback
    public record Console(boolean on, String host, int port, Set<String> metrics) {}

    /// Reads the file.
    ///
    /// @throws IOException in one line that names file, key and value, and what would be right
    public static Settings read(Path file) throws IOException {
        JsonNode root = Yaml.read(file);
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? Path.of("") : parent;
        try {
            return of(root, folder);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Settings of(JsonNode root, Path folder) {
        Yaml.onlyKeys(root, "", KEYS);
        ZoneId zone = zone(root);
        Path state = folder.resolve(Yaml.text(root, "", "state"));
        JsonNode enforcer = section(root, "enforcer");
        Yaml.onlyKeys(
                enforcer,
                "enforcer",
                Set.of(
                        "nftables",
                        "radius",
                        "snmp",
                        "commands",
                        "reset",
                        "isolation",
                        "uplinks",
                        "edge-ports",
                        "protected",
                        "hold",
                        "renew",
                        "most",
                        "window",
                        "percent-of-segment",
                        "longest",
                        "lease",
                        "patience",
                        "trying",
                        "most-in-all",
                        "learning",
                        "second-person",
                        "exams"));
        Capture capture = capture(section(root, "capture"));
        Optional<RadiusSettings> radius = RadiusSettings.of(enforcer.get("radius"), folder);
        radius.filter(some -> !root.hasNonNull("accounting"))
                .ifPresent(RadiusSettings::mustNotNeedAccounting);
        return new Settings(
                Yaml.text(root, "", "observer", "tapwarden"),
                Yaml.text(root, "", "office", "This office"),
                zone,
                state,
                path(root, "control-socket", folder).orElse(state.resolve("control.sock")),
                capture,
                path(root, "segments", folder),
                path(root, "policy", folder),
                lists(section(root, "lists"), folder).orElse(state.resolve("lists")),
                new EnforcerSettings(
                        new Budget(
                                Yaml.number(enforcer, "enforcer", "most", 5, 0, 10_000),
                                Yaml.span(enforcer, "enforcer", "window", Duration.ofHours(1)),
                                Yaml.number(enforcer, "enforcer", "percent-of-segment", 5, 0, 100),
                                Yaml.span(enforcer, "enforcer", "longest", Duration.ofHours(24)),
                                Yaml.number(enforcer, "enforcer", "most-in-all", 20, 0, 10_000)),
                        path(enforcer, "protected", folder),
                        Yaml.span(enforcer, "enforcer", "hold", Duration.ofSeconds(180)),
                        Yaml.span(enforcer, "enforcer", "renew", Duration.ofSeconds(60)),
                        Yaml.span(enforcer, "enforcer", "patience", Duration.ofSeconds(60)),
                        Yaml.span(enforcer, "enforcer", "trying", Duration.ofSeconds(1)),
                        Rails.of(enforcer, zone),
                        Yaml.span(enforcer, "enforcer", "lease", EnforcerSettings.USUAL.lease())),
                NftSettings.of(enforcer.get("nftables")),
                radius,
                SnmpSettings.of(enforcer.get("snmp"), folder, state),
                CommandSettings.of(enforcer.get("commands")),
                ResetSettings.of(enforcer.get("reset"), capture.interfaces()),
                IsolationSettings.of(enforcer.get("isolation"), capture.interfaces(), state),
                new LinkedHashSet<>(Yaml.texts(enforcer, "enforcer", "uplinks")),
                EdgePorts.named(
                        Yaml.texts(enforcer, "enforcer", "edge-ports"),
                        Yaml.texts(enforcer, "enforcer", "uplinks"),
                        NftSettings.of(enforcer.get("nftables")).isPresent()),
                mail(root, zone, folder),
                console(section(root, "console")),
                root.hasNonNull("accounting")
                        ? Optional.of(Accounting.of(root.get("accounting"), folder))
                        : Optional.empty(),
                hostNames(section(root, "identity")),
                Schedule.of(section(root, "history")),
                Switches.of(root.get("switches"), folder));
    }

    private static JsonNode section(JsonNode root, String key) {
        JsonNode node = root.get(key);
        return node == null || node.isNull()
                ? com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()
                : node;
    }

    private static ZoneId zone(JsonNode root) {
        String text = Yaml.text(root, "", "time-zone", "");
        if (text.isEmpty()) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time-zone: '" + text + "' must be a zone such as America/Los_Angeles", e);
        }
    }

    private static Optional<Path> path(JsonNode node, String key, Path folder) {
        String text = Yaml.text(node, "", key, "");
        return text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text));
    }

    private static Optional<Path> lists(JsonNode node, Path folder) {
        Yaml.onlyKeys(node, "lists", Set.of("directory"));
        return path(node, "directory", folder);
    }

    private static Capture capture(JsonNode node) {
        Yaml.onlyKeys(
                node,
                "capture",
                Set.of(
                        "interface",
                        "driver",
                        "threads",
                        "ring-megabytes",
                        "filter",
                        "silence",
                        "keep"));
        List<String> interfaces = new ArrayList<>(Yaml.texts(node, "capture", "interface"));
        if (interfaces.isEmpty()) {
            throw new IllegalArgumentException(
                    "capture.interface: is missing; name the interface the tap is plugged into");
        }
        int most = Capture.MOST_THREADS;
        if (interfaces.size() >= most) {
            throw new IllegalArgumentException(
                    "capture.interface: " + interfaces.size() + " must be fewer than " + most);
        }
        Capture.Driver driver =
                Yaml.choice(
                        node, "capture", "driver", Capture.Driver.class, Capture.Driver.AF_PACKET);
        int cores = Runtime.getRuntime().availableProcessors();
        boolean shares = driver == Capture.Driver.AF_PACKET;
        int usual = shares ? Capture.usualThreads(cores, interfaces.size()) : 1;
        int threads = Yaml.number(node, "capture", "threads", usual, 1, most);
        if (!shares && threads > 1) {
            throw new IllegalArgumentException(
                    "capture.threads: '" + threads + "' must be 1 with pcap4j, which cannot share");
        }
        if (threads * interfaces.size() > most) {
            throw new IllegalArgumentException(
                    "capture.threads: '"
                            + threads
                            + "' for each of "
                            + interfaces.size()
                            + " interfaces are more than "
                            + most);
        }
        Duration silence = Yaml.span(node, "capture", "silence", Duration.ofSeconds(60));
        if (!silence.isPositive()) {
            throw new IllegalArgumentException("capture.silence: must be longer than nothing");
        }
        return new Capture(
                interfaces,
                driver,
                threads,
                Yaml.number(node, "capture", "ring-megabytes", 64, 1, Capture.MOST_RING_MEGABYTES),
                Yaml.text(node, "capture", "filter", ""),
                silence,
                Keep.of(node.get("keep")));
    }

    private static Optional<Mail> mail(JsonNode root, ZoneId zone, Path folder) {
        JsonNode node = root.get("mail");
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        Yaml.onlyKeys(
                node,
                "mail",
                Set.of(
                        "host",
                        "port",
                        "from",
                        "to",
                        "domain",
                        "starttls-required",
                        "user",
                        "password-file"));
        List<String> to = Yaml.texts(node, "mail", "to");
        if (to.isEmpty()) {
            throw new IllegalArgumentException("mail.to: is missing; name the help desk's address");
        }
        String from = Yaml.text(node, "mail", "from");
        String domain = Yaml.text(node, "mail", "domain", from.substring(from.indexOf('@') + 1));
        String user = Yaml.text(node, "mail", "user", "");
        Optional<SmtpSettings.Account> account =
                user.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new SmtpSettings.Account(
                                        user,
                                        password(
                                                folder.resolve(
                                                        Yaml.text(
                                                                node, "mail", "password-file")))));
        return Optional.of(
                new Mail(
                        new DeskSettings(to, from, domain, zone),
                        new SmtpSettings(
                                Yaml.text(node, "mail", "host"),
                                Yaml.number(node, "mail", "port", 25, 1, 65_535),
                                Yaml.truth(node, "mail", "starttls-required", false),
                                account)));
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "mail.password-file: " + file + " cannot be read", e);
        }
    }

    private static Console console(JsonNode node) {
        Yaml.onlyKeys(node, "console", Set.of("on", "host", "port", "metrics"));
        return new Console(
                Yaml.truth(node, "console", "on", true),
                Yaml.text(node, "console", "host", "127.0.0.1"),
                Yaml.number(node, "console", "port", 8443, 0, 65_535),
                new LinkedHashSet<>(Yaml.texts(node, "console", "metrics")));
    }

    private static Optional<HostNamePattern> hostNames(JsonNode node) {
        Yaml.onlyKeys(node, "identity", Set.of("host-name-pattern"));
        String text = Yaml.text(node, "identity", "host-name-pattern", "");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(HostNamePattern.of(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("identity.host-name-pattern: " + e.getMessage(), e);
        }
    }
}
