package org.tapwarden.appliance.control;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.appliance.control.DeviceShow.Found;
import org.tapwarden.detector.Devices.Asset;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;

/// What `tapwarden devices show` says of devices, for people.
final class DeviceText {

    private final @Nullable String at;
    private final ZoneId zone;
    private final PrintWriter out;

    /// @param at the time as it was asked for; null for now
    DeviceText(@Nullable String at, ZoneId zone, PrintWriter out) {
        this.at = at;
        this.zone = zone;
        this.out = out;
    }

    private String time(Instant instant) {
        return Operations.TIME.format(instant.atZone(zone));
    }

    private void used(Found one) {
        one.use()
                .ifPresent(used ->
                        field(
                                "use",
                                used.use().sentence()
                                        + " ("
                                        + used.source()
                                        + ", "
                                        + used.confidence()
                                        + " %, since "
                                        + time(used.since())
                                        + ")"));
        one.usedBy()
                .ifPresent(used ->
                        field(
                                "used by",
                                String.join(", ", used.persons())
                                        + " ("
                                        + used.source()
                                        + ", "
                                        + used.confidence()
                                        + " %, since "
                                        + time(Instant.ofEpochMilli(used.sinceMillis()))
                                        + ")"));
    }

    /// @param twice the clock showed the time twice
    void write(List<Found> found, boolean twice) {
        if (twice) {
            out.println(
                    "The clock showed "
                            + Terminal.shown(String.valueOf(at))
                            + " twice; both are answered.");
        }
        if (found.size() > 1) {
            out.println(found.size() + " answers:");
        }
        for (Found one : found) {
            out.println();
            head(one);
            for (Past.Fact fact : one.then().facts()) {
                if (at != null || !fact.fact().equals(Binding.PLACE)) {
                    out.println(sentence(fact));
                }
            }
            used(one);
            if (at == null) {
                now(one);
            }
        }
    }

    private void head(Found one) {
        String mac = one.then().mac().isEmpty() ? "not visible" : one.then().mac();
        out.println(
                (at == null ? "" : "At " + time(one.at()) + ": ")
                        + "MAC "
                        + mac
                        + ", endpoint "
                        + one.then().endpoint());
        one.holding()
                .ifPresent(h -> {
                    out.println("  " + Terminal.shown(held(h, one.at())));
                    if (h.disputed()) {
                        out.println("  another device was seen with it at that time, see there");
                    }
                });
        out.println("  first seen " + time(one.then().firstSeen()));
        out.println("  last seen  " + time(one.then().lastSeen()));
    }

    /// How sure it is, in words: nobody sees a device leave.
    private String held(Past.Holding h, Instant moment) {
        String since = "held " + h.address() + " from " + time(h.from());
        String confirmed = ", last confirmed " + time(h.confirmed());
        String until = h.until().map(u -> ", until another had it " + time(u)).orElse("");
        boolean silent = h.confirmed().isBefore(moment);
        return since
                + confirmed
                + until
                + (silent ? "; it was not seen between that and the time asked for" : "");
    }

    private String sentence(Past.Fact fact) {
        return "  %-18s %s  (%s, %d %%, since %s%s)"
                .formatted(
                        fact.fact(),
                        Terminal.shown(fact.value()),
                        fact.source(),
                        fact.confidence(),
                        time(fact.since()),
                        fact.confirmed().map(c -> ", last confirmed " + time(c)).orElse(""));
    }

    private void now(Found one) {
        Device device = one.device();
        out.println("  state              " + one.state().word());
        if (!device.kind().isEmpty()) {
            out.println(
                    "  looks like         "
                            + device.kind()
                            + ", since "
                            + Terminal.shown(String.join("; ", device.grounds())));
        }
        device.asset().ifPresent(a -> asset(a));
        for (Place place : one.places()) {
            field(
                    "plugged in",
                    PlaceText.words(place)
                            + " ("
                            + place.source().word()
                            + ", since "
                            + time(Instant.ofEpochMilli(place.atMillis()))
                            + ")");
        }
        for (Past.Suggestion s : one.suggestions()) {
            out.println(
                    "  perhaps the same   endpoint "
                            + s.endpoint()
                            + " "
                            + s.mac()
                            + ": "
                            + Terminal.shown(s.why())
                            + " ("
                            + s.confidence()
                            + " %; nothing follows from it)");
        }
    }

    private void asset(Asset asset) {
        field("asset tag", asset.tag());
        field("serial", asset.serial());
        field("inventory name", asset.name());
        field("owner", asset.owner());
        field("ownership", asset.ownership());
        field("group", asset.group());
        field("site", asset.site());
        field("MACs", asset.macs().size() > 1 ? String.join(", ", asset.macs()) : "");
        field("approved until", asset.expires().map(e -> time(e)).orElse(""));
        field("the list says so", asset.source() + ", " + time(asset.since()));
    }

    private void field(String name, String value) {
        if (!value.isEmpty()) {
            out.println("  %-18s %s".formatted(name, Terminal.shown(value)));
        }
    }
}
