package org.tapwarden.webconsole;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.store.DeviceJson;

/// Devices for programs, under the same session and roles as the pages, and with the same rows in
/// the audit. A time that the clock showed twice has two answers; what is wrong is one line under
/// `error`.
final class DeviceApi {

    private final DevicePages pages;
    private final Published published;
    private final DeviceJson json;

    DeviceApi(DevicePages pages, Published published, ZoneId zone) {
        this.pages = pages;
        this.published = published;
        this.json = new DeviceJson(zone);
    }

    private static Reply ok(Map<String, Object> value) {
        return new Reply.Json(200, DeviceJson.line(value));
    }

    static Reply wrong(int status, String why) {
        return new Reply.Json(status, DeviceJson.line(Map.of("error", why)));
    }

    /// What a mistyped parameter would ask for is another question than the one that was meant.
    ///
    /// @throws IllegalArgumentException in one line that names those there are
    static void only(Asked asked, String... known) {
        List<String> names = List.of(known);
        for (String name : asked.fields().keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no parameter '"
                                + name.replaceAll("\\p{Cntrl}", "?")
                                + "' here; known are "
                                + String.join(", ", names));
            }
        }
    }

    /// `/api/devices?find=`, or `/api/devices?address=&at=&segment=` for who had an address.
    Reply devices(Asked asked) {
        try {
            only(asked, "find", "address", "at", "segment");
            boolean ofAddress = asked.fields().containsKey("address");
            if (!ofAddress
                    && (asked.fields().containsKey("at")
                            || asked.fields().containsKey("segment"))) {
                throw new IllegalArgumentException("'at' and 'segment' need 'address'");
            }
            if (ofAddress && asked.fields().containsKey("find")) {
                throw new IllegalArgumentException("either 'find' or 'address'");
            }
            return ofAddress ? holders(asked) : list(asked);
        } catch (IllegalArgumentException e) {
            return wrong(400, DevicePages.said(e));
        }
    }

    private Reply list(Asked asked) {
        List<Device> found = pages.found(asked.field("find"));
        Set<Long> suspected = published.devices().suspected();
        Set<Long> held = pages.held();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("complete", !DevicePages.isMore(found));
        answer.put(
                "devices",
                DevicePages.shown(found).stream()
                        .map(d -> json.device(d, pages.state(d, suspected, held)))
                        .toList());
        return ok(answer);
    }

    private Reply holders(Asked asked) {
        Address address = DevicePages.address(asked);
        List<Instant> moments = pages.moments(asked);
        pages.note(asked, "address looked at", "address", address.toString());
        List<Map<String, Object>> answers = new ArrayList<>();
        for (Instant at : moments) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("at", json.time(at));
            answer.put(
                    "holders",
                    pages.holders(address, at, asked.field("segment").strip()).stream()
                            .map(json::holding)
                            .toList());
            answers.add(answer);
        }
        return ok(Map.of("answers", answers));
    }

    /// `/api/devices/ID?at=`
    Reply device(Asked asked) {
        long endpoint = Long.parseLong(asked.id());
        Optional<Device> found = published.devices().byEndpoint(endpoint);
        if (found.isEmpty()) {
            return wrong(404, "there is no such device");
        }
        Device device = found.orElseThrow();
        Past past = published.devices().past();
        try {
            only(asked, "at");
            List<Instant> moments = pages.moments(asked);
            pages.note(asked, "device looked at", "endpoint", asked.id());
            List<Map<String, Object>> answers = new ArrayList<>();
            for (Instant at : moments) {
                past.asOf(endpoint, at).ifPresent(then -> answers.add(json.then(then, at)));
            }
            Map<String, Object> answer =
                    json.device(
                            device,
                            pages.state(device, published.devices().suspected(), pages.held()));
            answer.put("answers", answers);
            answer.put(
                    "perhaps_the_same",
                    past.perhapsSame(endpoint).stream().map(json::suggestion).toList());
            return ok(answer);
        } catch (IllegalArgumentException e) {
            return wrong(400, DevicePages.said(e));
        }
    }

    /// `/api/devices/diff?from=&to=&segment=`
    Reply diff(Asked asked) {
        try {
            only(asked, "from", "to", "segment");
            return ok(json.difference(pages.difference(asked)));
        } catch (IllegalArgumentException e) {
            return wrong(400, DevicePages.said(e));
        }
    }

    /// `/api/devices/ID/users?purpose=&at=`: who uses it. The row in the audit is on the disk
    /// before a name is read.
    Reply persons(Asked asked) {
        long endpoint = Long.parseLong(asked.id());
        if (published.devices().byEndpoint(endpoint).isEmpty()) {
            return wrong(404, "there is no such device");
        }
        try {
            only(asked, "purpose", "at");
            String purpose = DevicePages.purpose(asked);
            List<Instant> moments = pages.moments(asked);
            pages.notePersons(asked, purpose);
            List<Map<String, Object>> answers = new ArrayList<>();
            for (Instant at : moments) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("at", json.time(at));
                published
                        .users()
                        .use(endpoint, at)
                        .ifPresent(used -> answer.put("use", json.use(used)));
                published
                        .users()
                        .usedBy(endpoint, at)
                        .ifPresent(used -> answer.put("used_by", json.usedBy(used)));
                answers.add(answer);
            }
            return ok(Map.of("answers", answers));
        } catch (IllegalArgumentException e) {
            return wrong(400, DevicePages.said(e));
        }
    }
}
