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
import org.tapwarden.capture.Address;
import org.tapwarden.detector.AskedTime;
import org.tapwarden.detector.Devices.Asset;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.State;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
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
        })
final class DeviceShow implements Callable<Integer> {

    private static final int MOST_SHOWN = 100;

    @ParentCommand private Operations.@Nullable DevicesCommand parent;
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
    private record Found(
            Instant at,
            Optional<Past.Holding> holding,
            Past.Then then,
            Device device,
            State state,
            List<Place> places,
            List<Past.Suggestion> suggestions) {}

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(parent).tools();
        List<Instant> moments;
        try {
            moments =
                    at == null
                            ? List.of(tools.wall().instant())
                            : AskedTime.moments(at, tools.zone());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        List<Found> found = new ArrayList<>();
        Set<Long> held = held(tools);
        for (Instant moment : moments) {
            found.addAll(found(tools.devices(), moment, held));
        }
        if (found.isEmpty()) {
            throw new IOException(
                    "nothing is known of '"
                            + Operations.shown(wanted)
                            + "'"
                            + (segment == null ? "" : " in segment " + Operations.shown(segment))
                            + (at == null ? "" : " at " + times(moments, tools.zone())));
        }
        PrintWriter out = line.getOut();
        if (format == Shape.JSON) {
            out.println(json(found, new DeviceJson(tools.zone())));
        } else {
            text(found, moments, tools.zone(), out);
        }
        out.flush();
        return 0;
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
                                store.past().perhapsSame(endpoint)));
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
            answer.put("now", json.device(one.device(), one.state()));
            answer.put(
                    "perhaps_the_same", one.suggestions().stream().map(json::suggestion).toList());
            answers.add(answer);
        }
        return DeviceJson.line(Map.of("answers", answers));
    }

    // ---- text

    private void text(List<Found> found, List<Instant> moments, ZoneId zone, PrintWriter out) {
        if (moments.size() > 1) {
            out.println(
                    "The clock showed "
                            + Operations.shown(String.valueOf(at))
                            + " twice; both are answered.");
        }
        if (found.size() > 1) {
            out.println(found.size() + " answers:");
        }
        for (Found one : found) {
            out.println();
            head(one, zone, out);
            for (Past.Fact fact : one.then().facts()) {
                if (at != null || !fact.fact().equals(Binding.PLACE)) {
                    out.println(sentence(fact, zone));
                }
            }
            if (at == null) {
                now(one, zone, out);
            }
        }
    }

    private void head(Found one, ZoneId zone, PrintWriter out) {
        String mac = one.then().mac().isEmpty() ? "not visible" : one.then().mac();
        out.println(
                (at == null ? "" : "At " + time(one.at(), zone) + ": ")
                        + "MAC "
                        + mac
                        + ", endpoint "
                        + one.then().endpoint());
        one.holding()
                .ifPresent(h -> {
                    out.println("  " + Operations.shown(held(h, one.at(), zone)));
                    if (h.disputed()) {
                        out.println("  another device was seen with it at that time, see there");
                    }
                });
        out.println("  first seen " + time(one.then().firstSeen(), zone));
        out.println("  last seen  " + time(one.then().lastSeen(), zone));
    }

    /// How sure it is, in words: nobody sees a device leave.
    private static String held(Past.Holding h, Instant at, ZoneId zone) {
        String since = "held " + h.address() + " from " + time(h.from(), zone);
        String confirmed = ", last confirmed " + time(h.confirmed(), zone);
        String until = h.until().map(u -> ", until another had it " + time(u, zone)).orElse("");
        boolean silent = h.confirmed().isBefore(at);
        return since
                + confirmed
                + until
                + (silent ? "; it was not seen between that and the time asked for" : "");
    }

    private static String sentence(Past.Fact fact, ZoneId zone) {
        return "  %-18s %s  (%s, %d %%, since %s%s)"
                .formatted(
                        fact.fact(),
                        Operations.shown(fact.value()),
                        fact.source(),
                        fact.confidence(),
                        time(fact.since(), zone),
                        fact.confirmed().map(c -> ", last confirmed " + time(c, zone)).orElse(""));
    }

    private static void now(Found one, ZoneId zone, PrintWriter out) {
        Device device = one.device();
        out.println("  state              " + one.state().word());
        if (!device.kind().isEmpty()) {
            out.println(
                    "  looks like         "
                            + device.kind()
                            + ", since "
                            + Operations.shown(String.join("; ", device.grounds())));
        }
        device.asset().ifPresent(a -> asset(a, zone, out));
        for (Place place : one.places()) {
            field(
                    out,
                    "plugged in",
                    PlaceText.words(place)
                            + " ("
                            + place.source().word()
                            + ", since "
                            + time(Instant.ofEpochMilli(place.atMillis()), zone)
                            + ")");
        }
        for (Past.Suggestion s : one.suggestions()) {
            out.println(
                    "  perhaps the same   endpoint "
                            + s.endpoint()
                            + " "
                            + s.mac()
                            + ": "
                            + Operations.shown(s.why())
                            + " ("
                            + s.confidence()
                            + " %; nothing follows from it)");
        }
    }

    private static void asset(Asset asset, ZoneId zone, PrintWriter out) {
        field(out, "asset tag", asset.tag());
        field(out, "serial", asset.serial());
        field(out, "inventory name", asset.name());
        field(out, "owner", asset.owner());
        field(out, "ownership", asset.ownership());
        field(out, "group", asset.group());
        field(out, "site", asset.site());
        field(out, "MACs", asset.macs().size() > 1 ? String.join(", ", asset.macs()) : "");
        field(out, "approved until", asset.expires().map(e -> time(e, zone)).orElse(""));
        field(out, "the list says so", asset.source() + ", " + time(asset.since(), zone));
    }

    private static void field(PrintWriter out, String name, String value) {
        if (!value.isEmpty()) {
            out.println("  %-18s %s".formatted(name, Operations.shown(value)));
        }
    }
}
