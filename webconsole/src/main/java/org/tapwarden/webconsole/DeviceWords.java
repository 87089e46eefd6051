package org.tapwarden.webconsole;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tapwarden.detector.Devices.Asset;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.Users;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.identity.UsedBy;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.webconsole.page.DevicePage;
import org.tapwarden.webconsole.page.DiffPage;
import org.tapwarden.webconsole.page.HolderPage;
import org.tapwarden.webconsole.page.Words;

/// What the ledger says of devices, as people read it.
final class DeviceWords {

    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry(Binding.ADDRESS, "Address"),
                    Map.entry(Binding.HOST_NAME, "Host name"),
                    Map.entry(Binding.MAC, "MAC behind the router"),
                    Map.entry(Binding.DEVICE, "Device of the inventory"),
                    Map.entry(Binding.STANDING, "Standing"),
                    Map.entry(Binding.SEGMENT, "Segment"),
                    Map.entry(Binding.VLAN, "VLAN"),
                    Map.entry(Binding.PLACE, "Plugged in"),
                    Map.entry(Binding.MAKER, "Maker"),
                    Map.entry(Binding.ROLE, "Says that it is"),
                    Map.entry(Binding.VENDOR_CLASS, "DHCP vendor class"),
                    Map.entry(Binding.PARAMETERS, "DHCP options"),
                    Map.entry(Binding.CLIENT_ID, "DHCP client id"),
                    Map.entry(Binding.STACK, "TCP"),
                    Map.entry(Binding.SERVICE, "Offers"),
                    Map.entry(Binding.SOFTWARE, "Program"));

    private final Words words;

    DeviceWords(Words words) {
        this.words = words;
    }

    static String name(String fact) {
        return NAMES.getOrDefault(fact, fact);
    }

    DevicePage.FactLine line(Past.Fact fact) {
        return new DevicePage.FactLine(
                name(fact.fact()),
                value(fact.fact(), fact.value()),
                SourceWords.of(fact.source()),
                fact.confidence() + " %",
                words.time(fact.since())
                        + fact.confirmed().map(c -> ", last seen " + words.time(c)).orElse(""));
    }

    /// A place is kept so that programs can take it apart.
    private static String value(String fact, String value) {
        return fact.equals(Binding.PLACE)
                ? PlaceText.read(value, Place.Source.RADIUS, 0).map(PlaceText::words).orElse(value)
                : value;
    }

    /// How many people use it, without a name.
    DevicePage.FactLine line(Users.HowUsed used) {
        boolean nobody = used.confidence() == 0;
        return new DevicePage.FactLine(
                "Use",
                used.use().sentence() + (nobody ? " Nobody is known to use it now." : ""),
                nobody ? "" : SourceWords.of(used.source()),
                nobody ? "" : used.confidence() + " %",
                words.time(used.since()));
    }

    /// Who uses it. Only for who said why it is asked.
    List<DevicePage.FactLine> persons(UsedBy used) {
        List<String> sources = List.of(used.source().split(", "));
        List<DevicePage.FactLine> lines = new ArrayList<>();
        for (int i = 0; i < used.persons().size(); i++) {
            lines.add(
                    new DevicePage.FactLine(
                            "Used by",
                            Words.plain(used.persons().get(i)),
                            SourceWords.of(sources.get(Math.min(i, sources.size() - 1))),
                            used.confidence() + " %",
                            words.time(Instant.ofEpochMilli(used.sinceMillis()))));
        }
        return lines;
    }

    List<DevicePage.Line> asset(Asset asset) {
        List<DevicePage.Line> lines = new ArrayList<>();
        add(lines, "Asset tag", asset.tag());
        add(lines, "Serial", asset.serial());
        add(lines, "Inventory name", asset.name());
        add(lines, "Owner", asset.owner());
        add(lines, "Ownership", asset.ownership());
        add(lines, "Assigned to", asset.group());
        add(lines, "Site", asset.site());
        add(lines, "All its MACs", asset.macs().size() > 1 ? String.join(", ", asset.macs()) : "");
        add(lines, "Approved until", asset.expires().map(words::time).orElse(""));
        add(lines, "Said by", asset.source() + ", " + words.time(asset.since()));
        return lines;
    }

    private static void add(List<DevicePage.Line> lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.add(new DevicePage.Line(name, value));
        }
    }

    /// For a line of a list: one address, the IPv4 one when there is one, and how many more.
    static String addresses(Device device) {
        List<String> all = device.addresses();
        String one =
                all.stream()
                        .filter(address -> address.indexOf(':') < 0)
                        .findFirst()
                        .orElse(all.isEmpty() ? "" : all.getFirst());
        return all.size() > 1 ? one + " and " + (all.size() - 1) + " more" : one;
    }

    static DevicePage.Suggestion suggestion(Past.Suggestion suggestion) {
        String name = (suggestion.mac() + " " + suggestion.name()).strip();
        return new DevicePage.Suggestion(
                suggestion.endpoint(),
                name.isEmpty() ? "endpoint " + suggestion.endpoint() : name,
                suggestion.why(),
                suggestion.confidence() + " %");
    }

    HolderPage.Row row(Past.Holding holding, Instant at) {
        String silent =
                holding.confirmed().isBefore(at)
                        ? "; not seen between that and the time asked for"
                        : "";
        return new HolderPage.Row(
                words.time(at),
                holding.endpoint(),
                holding.mac().isEmpty() ? "not visible" : holding.mac(),
                holding.name(),
                holding.segment(),
                "from "
                        + words.time(holding.from())
                        + ", last confirmed "
                        + words.time(holding.confirmed())
                        + holding.until()
                                .map(u -> ", until another had it " + words.time(u))
                                .orElse("")
                        + silent,
                SourceWords.of(holding.source()) + ", " + holding.confidence() + " %",
                holding.disputed());
    }

    List<DiffPage.Row> rows(Past.Difference difference) {
        List<DiffPage.Row> rows = new ArrayList<>();
        for (Past.Line line : difference.added()) {
            rows.add(row("added", line, "first seen " + words.time(line.firstSeen())));
        }
        for (Past.Line line : difference.gone()) {
            rows.add(row("gone", line, "last seen " + words.time(line.lastSeen())));
        }
        for (Past.Changed changed : difference.changed()) {
            rows.add(
                    new DiffPage.Row(
                            "changed",
                            changed.line().endpoint(),
                            device(changed.line()),
                            changed.line().segment(),
                            name(changed.fact()),
                            value(changed.fact(), changed.before()),
                            value(changed.fact(), changed.after()),
                            words.time(changed.at()) + ", " + SourceWords.of(changed.source())));
        }
        return rows;
    }

    private static DiffPage.Row row(String what, Past.Line line, String when) {
        return new DiffPage.Row(
                what, line.endpoint(), device(line), line.segment(), "", "", "", when);
    }

    private static String device(Past.Line line) {
        String name = (line.mac() + " " + line.name()).strip();
        return name.isEmpty() ? "endpoint " + line.endpoint() : name;
    }
}
