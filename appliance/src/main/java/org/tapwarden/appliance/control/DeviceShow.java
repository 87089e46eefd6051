package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.AskedTime;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.State;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.Users;
import org.tapwarden.detector.identity.UsedBy;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.store.DeviceJson;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.lease.Lease;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden devices show`: what is known of a device, now or at a time. Every answer that fits is
/// shown: two spaces may use one address, two devices may have quarrelled about it, and an hour may
/// have come twice.
@Command(
        name = "show",
        description = {
            "Show a device by address, MAC, name, asset tag or serial: now, or as it was at a time"
                    + " of the site's clock."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden devices show 10.1.2.3 --at '2026-10-04 10:12'",
            "  tapwarden devices show A-4711",
            "  tapwarden devices show A-4711 --purpose 'ticket 4711'"
        })
final class DeviceShow implements Callable<Integer> {

    private static final int MOST_SHOWN = 100;

    /// As of a search ({@link org.tapwarden.history.FlowSearch.Request}).
    private static final int SHORTEST_PURPOSE = 3;

    private static final int LONGEST_PURPOSE = 500;

    @ParentCommand private @Nullable DevicesCommand parent;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS|MAC|NAME|ASSET", description = "Which device.")
    private String wanted = "";

    @Option(
            names = "--segment",
            paramLabel = "NAME",
            description = "Only what was in this segment then.")
    private @Nullable String segment;

    @Option(
            names = "--at",
            paramLabel = "'YYYY-MM-DD HH:MM'",
            description = "When, on the site's clock or with an offset (default: now).")
    private @Nullable String at;

    @Option(
            names = "--purpose",
            paramLabel = "TEXT",
            description = "Show also who used it. Why you look is kept with your name.")
    private @Nullable String purpose;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Shape format = Shape.TEXT;

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    /// How an answer is written.
    enum Shape {
        TEXT,
        JSON
    }

    /// An endpoint that fits, as it was at one of the moments asked for.
    ///
    /// @param usedBy who used it, where somebody said why it is asked
    record Found(
            Instant at,
            Optional<Past.Holding> holding,
            Past.Then then,
            Device device,
            State state,
            List<Place> places,
            List<Past.Suggestion> suggestions,
            Optional<Users.HowUsed> use,
            Optional<UsedBy> usedBy) {}

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(parent).tools();
        if (wanted.isBlank()) {
            throw new CommandLine.ParameterException(line, "say which device.");
        }
        check(line);
        List<Instant> moments;
        try {
            moments =
                    at == null
                            ? List.of(tools.wall().instant())
                            : AskedTime.moments(at, tools.zone());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        if (purpose != null) {
            note(tools, purpose);
        }
        List<Found> found = new ArrayList<>();
        Set<Long> held = held(tools);
        for (Instant moment : moments) {
            found.addAll(found(tools.devices(), moment, held));
        }
        if (found.isEmpty()) {
            throw new IOException(
                    "nothing is known of '"
                            + Terminal.shown(wanted)
                            + "'"
                            + (segment == null ? "" : " in segment " + Terminal.shown(segment))
                            + (at == null ? "" : " at " + times(moments, tools.zone())));
        }
        PrintWriter out = line.getOut();
        if (format == Shape.JSON) {
            out.println(json(found, new DeviceJson(tools.zone())));
        } else {
            new DeviceText(at, tools.zone(), out).write(found, moments.size() > 1);
        }
        out.flush();
        return 0;
    }

    private void check(CommandLine line) {
        if (purpose != null
                && (purpose.strip().length() < SHORTEST_PURPOSE
                        || purpose.strip().length() > LONGEST_PURPOSE)) {
            throw new CommandLine.ParameterException(
                    line,
                    "the purpose must have "
                            + SHORTEST_PURPOSE
                            + " to "
                            + LONGEST_PURPOSE
                            + " characters.");
        }
    }

    /// Names of persons are asked for: that is on the disk before the first is read.
    private void note(Tools tools, String why) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("device", wanted);
        about.put("purpose", why.strip());
        about.put("time", at == null ? "" : at);
        tools.devices().note(tools.who(), "persons looked at", about, tools.wall().instant());
    }

    private static String times(List<Instant> moments, ZoneId zone) {
        return String.join(" or ", moments.stream().map(m -> time(m, zone)).toList());
    }

    private static String time(Instant instant, ZoneId zone) {
        return Operations.TIME.format(instant.atZone(zone));
    }

    /// Endpoints that are held now; nobody, as far as is known, when nothing runs.
    static Set<Long> held(Tools tools) {
        Set<Long> held = new LinkedHashSet<>();
        if (tools.enforcement() != null) {
            for (Lease lease : tools.enforcement().leases()) {
                held.add(lease.order().subject().endpoint());
            }
        }
        return held;
    }

    private List<Found> found(SensorStore store, Instant moment, Set<Long> held) {
        Map<Long, Optional<Past.Holding>> endpoints = new LinkedHashMap<>();
        Address address = address(wanted);
        if (address != null) {
            store.past()
                    .holders(address, moment)
                    .forEach(h -> endpoints.put(h.endpoint(), Optional.of(h)));
        } else {
            store.past().meant(wanted, moment).forEach(e -> endpoints.put(e, Optional.empty()));
        }
        Set<Long> suspected = store.suspected();
        List<Found> found = new ArrayList<>();
        endpoints.forEach((endpoint, holding) -> {
            Past.Then then = store.past().asOf(endpoint, moment).orElse(null);
            Device device = store.byEndpoint(endpoint).orElse(null);
            if (then != null && device != null && inSegment(then, device)) {
                found.add(
                        new Found(
                                moment,
                                holding,
                                then,
                                device,
                                State.of(
                                        device.standing(),
                                        suspected.contains(endpoint),
                                        held.contains(endpoint)),
                                store.places(endpoint),
                                store.past().perhapsSame(endpoint),
                                store.use(endpoint, moment),
                                purpose == null
                                        ? Optional.empty()
                                        : store.usedBy(endpoint, moment)));
            }
        });
        return found.size() > MOST_SHOWN ? found.subList(0, MOST_SHOWN) : found;
    }

    private static @Nullable Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean inSegment(Past.Then then, Device device) {
        String was =
                then.facts().stream()
                        .filter(f -> f.fact().equals("segment"))
                        .map(Past.Fact::value)
                        .findFirst()
                        .orElse(device.segment());
        return segment == null || segment.equals(was);
    }

    // ---- JSON

    private String json(List<Found> found, DeviceJson json) {
        List<Map<String, Object>> answers = new ArrayList<>();
        for (Found one : found) {
            Map<String, Object> answer = new LinkedHashMap<>(json.then(one.then(), one.at()));
            one.holding().ifPresent(h -> answer.put("holding", json.holding(h)));
            one.use().ifPresent(used -> answer.put("use", json.use(used)));
            one.usedBy().ifPresent(used -> answer.put("used_by", json.usedBy(used)));
            answer.put("now", json.device(one.device(), one.state()));
            answer.put(
                    "perhaps_the_same", one.suggestions().stream().map(json::suggestion).toList());
            answers.add(answer);
        }
        return DeviceJson.line(Map.of("answers", answers));
    }
}
