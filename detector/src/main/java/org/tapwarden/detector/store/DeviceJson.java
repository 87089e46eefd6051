package org.tapwarden.detector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.detector.Devices.Asset;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.State;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.Users;
import org.tapwarden.detector.identity.UsedBy;

/// Devices as JSON: the command line's `--format json` and the console's API write the same. Times
/// are the site's, with their offset. Text from the network is escaped as JSON has it.
public final class DeviceJson {

    private final ZoneId zone;

    /// @param zone of the site
    public DeviceJson(ZoneId zone) {
        this.zone = zone;
    }

    /// One line, without its end.
    public static String line(Object value) {
        try {
            return Documents.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and lists of texts are always JSON", e);
        }
    }

    public String time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, zone).toString();
    }

    public Map<String, Object> device(Device device, State state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("endpoint", device.endpoint());
        json.put("mac", device.mac().map(Object::toString).orElse(""));
        json.put("private_address", device.randomised());
        json.put("state", state.word());
        json.put("maker", device.maker());
        json.put("name", device.hostName());
        json.put("class", device.kind());
        json.put("grounds", device.grounds());
        json.put("segment", device.segment());
        json.put("site", device.site());
        json.put("building", device.building());
        json.put("addresses", device.addresses());
        json.put("first_seen", time(device.firstSeen()));
        json.put("last_seen", time(device.lastSeen()));
        device.asset().ifPresent(a -> json.put("asset", asset(a)));
        return json;
    }

    private Map<String, Object> asset(Asset asset) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("asset_tag", asset.tag());
        json.put("serial", asset.serial());
        json.put("name", asset.name());
        json.put("owner", asset.owner());
        json.put("ownership", asset.ownership());
        json.put("group", asset.group());
        json.put("site", asset.site());
        json.put("expires", asset.expires().map(this::time).orElse(""));
        json.put("source", asset.source());
        json.put("since", time(asset.since()));
        json.put("macs", asset.macs());
        return json;
    }

    public Map<String, Object> holding(Past.Holding holding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("endpoint", holding.endpoint());
        json.put("mac", holding.mac());
        json.put("name", holding.name());
        json.put("address", holding.address());
        json.put("segment", holding.segment());
        json.put("space", holding.space());
        json.put("from", time(holding.from()));
        json.put("last_confirmed", time(holding.confirmed()));
        json.put("until", holding.until().map(this::time).orElse(""));
        json.put("source", holding.source());
        json.put("confidence", holding.confidence());
        json.put("disputed", holding.disputed());
        return json;
    }

    public Map<String, Object> then(Past.Then then, Instant at) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", time(at));
        json.put("endpoint", then.endpoint());
        json.put("mac", then.mac());
        json.put("first_seen", time(then.firstSeen()));
        json.put("last_seen", time(then.lastSeen()));
        json.put("facts", then.facts().stream().map(this::fact).toList());
        return json;
    }

    private Map<String, Object> fact(Past.Fact fact) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fact", fact.fact());
        json.put("value", fact.value());
        json.put("source", fact.source());
        json.put("confidence", fact.confidence());
        json.put("since", time(fact.since()));
        put(json, "last_confirmed", fact.confirmed());
        return json;
    }

    private void put(Map<String, Object> json, String name, Optional<Instant> instant) {
        instant.ifPresent(i -> json.put(name, time(i)));
    }

    public Map<String, Object> use(Users.HowUsed used) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("use", used.use().word());
        json.put("source", used.source());
        json.put("confidence", used.confidence());
        json.put("since", time(used.since()));
        return json;
    }

    public Map<String, Object> usedBy(UsedBy used) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("persons", used.persons());
        json.put("source", used.source());
        json.put("confidence", used.confidence());
        json.put("since", time(Instant.ofEpochMilli(used.sinceMillis())));
        return json;
    }

    public Map<String, Object> suggestion(Past.Suggestion suggestion) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("endpoint", suggestion.endpoint());
        json.put("mac", suggestion.mac());
        json.put("name", suggestion.name());
        json.put("why", suggestion.why());
        json.put("confidence", suggestion.confidence());
        return json;
    }

    public Map<String, Object> difference(Past.Difference difference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", time(difference.from()));
        json.put("to", time(difference.to()));
        json.put("complete", difference.complete());
        json.put("added", lines(difference.added()));
        json.put("gone", lines(difference.gone()));
        json.put("changed", difference.changed().stream().map(this::changed).toList());
        return json;
    }

    private List<Map<String, Object>> lines(List<Past.Line> lines) {
        return lines.stream().map(this::line).toList();
    }

    private Map<String, Object> line(Past.Line line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("endpoint", line.endpoint());
        json.put("mac", line.mac());
        json.put("name", line.name());
        json.put("maker", line.maker());
        json.put("segment", line.segment());
        json.put("first_seen", time(line.firstSeen()));
        json.put("last_seen", time(line.lastSeen()));
        return json;
    }

    private Map<String, Object> changed(Past.Changed changed) {
        Map<String, Object> json = line(changed.line());
        json.put("fact", changed.fact());
        json.put("before", changed.before());
        json.put("after", changed.after());
        json.put("source", changed.source());
        json.put("at", time(changed.at()));
        return json;
    }
}
