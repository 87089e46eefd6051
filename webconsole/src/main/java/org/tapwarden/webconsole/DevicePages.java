package org.tapwarden.webconsole;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.AskedTime;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.State;
import org.tapwarden.detector.Past;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.DevicePage;
import org.tapwarden.webconsole.page.DiffPage;
import org.tapwarden.webconsole.page.HolderPage;
import org.tapwarden.webconsole.page.Words;

/// The pages of devices: all of them, one of them now or at a time, who had an address, and what
/// differs between two times. They show device facts only, no flow, and a person only to who says
/// why; who looked at which device is in the audit all the same.
final class DevicePages {

    private static final int MOST_DEVICES = 500;
    private static final int MOST_LOOKED_THROUGH = 100_000;

    /// As of a search ({@link org.tapwarden.history.FlowSearch.Request}).
    private static final int SHORTEST_PURPOSE = 3;

    private static final int LONGEST_PURPOSE = 500;

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final ZoneId zone;
    private final Words words;
    private final DeviceWords deviceWords;
    private final DeviceApi api;

    DevicePages(Pages pages, Published published, Accounts accounts, ZoneId zone) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
        this.zone = zone;
        this.words = new Words(zone);
        this.deviceWords = new DeviceWords(words);
        this.api = new DeviceApi(this, published, zone);
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/devices", Pages.EVERYBODY, this::devices),
                Route.of("GET", "/devices/at", Pages.EVERYBODY, this::holders),
                Route.of("GET", "/devices/diff", Pages.EVERYBODY, this::diff),
                Route.of("GET", "/devices/([0-9]{1,18})", Pages.EVERYBODY, this::device),
                Route.of(
                        "POST",
                        "/devices/([0-9]{1,18})/users",
                        Pages.WHO_MAY_SEARCH,
                        this::persons),
                Route.of(
                        "GET",
                        "/api/devices/([0-9]{1,18})/users",
                        Pages.WHO_MAY_SEARCH,
                        api::persons),
                Route.of("GET", "/api/devices", Pages.EVERYBODY, api::devices),
                Route.of("GET", "/api/devices/diff", Pages.EVERYBODY, api::diff),
                Route.of("GET", "/api/devices/([0-9]{1,18})", Pages.EVERYBODY, api::device));
    }

    // ---- what pages and API have in common

    /// How devices stand; asked once for a page.
    State state(Device device, Set<Long> suspected, Set<Long> held) {
        return State.of(
                device.standing(),
                suspected.contains(device.endpoint()),
                held.contains(device.endpoint()));
    }

    Set<Long> held() {
        Set<Long> held = new HashSet<>();
        for (Lease lease : published.enforcement().leases()) {
            held.add(lease.order().subject().endpoint());
        }
        return held;
    }

    /// Devices that look like what is wanted, one more than are shown when there are more.
    List<Device> found(String wanted) {
        String lower = wanted.strip().toLowerCase(Locale.ROOT);
        List<Device> found = new ArrayList<>();
        Set<Long> suspected = published.devices().suspected();
        Set<Long> held = held();
        for (Device device : published.devices().all(MOST_LOOKED_THROUGH)) {
            boolean fits =
                    lower.isEmpty()
                            || looksLike(device, state(device, suspected, held).word(), lower);
            if (fits && found.size() <= MOST_DEVICES) {
                found.add(device);
            }
        }
        return found;
    }

    static boolean isMore(List<Device> found) {
        return found.size() > MOST_DEVICES;
    }

    static List<Device> shown(List<Device> found) {
        return isMore(found) ? found.subList(0, MOST_DEVICES) : found;
    }

    private static boolean looksLike(Device device, String state, String wanted) {
        String all =
                String.join(
                        "\n",
                        device.mac().map(Object::toString).orElse(""),
                        device.hostName(),
                        device.maker(),
                        device.segment(),
                        device.kind(),
                        state,
                        String.join("\n", device.addresses()));
        return all.toLowerCase(Locale.ROOT).contains(wanted);
    }

    /// The moments of the field `at`; now without it.
    ///
    /// @throws IllegalArgumentException in one line
    List<Instant> moments(Asked asked) {
        String at = asked.field("at").strip();
        return at.isEmpty() ? List.of(Instant.now()) : AskedTime.moments(at, zone);
    }

    /// @throws IllegalArgumentException in one line
    static Address address(Asked asked) {
        String text = asked.field("address").strip();
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no IP address", e);
        }
    }

    /// Who had an address, in one segment when one is named.
    List<Past.Holding> holders(Address address, Instant at, String segment) {
        return published.devices().past().holders(address, at).stream()
                .filter(h -> segment.isEmpty() || h.segment().equals(segment))
                .toList();
    }

    /// @throws IllegalArgumentException in one line
    Past.Difference difference(Asked asked) {
        Instant from = AskedTime.bound(asked.field("from"), zone);
        Instant to = AskedTime.bound(asked.field("to"), zone);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("the first time must be before the second");
        }
        return published.devices().past().between(from, to, asked.field("segment").strip());
    }

    /// Somebody looks at one device, or asks whose an address was.
    void note(Asked asked, String what, String key, String value) {
        Map<String, String> about = new HashMap<>();
        about.put(key, value);
        about.put("from", asked.address());
        if (!asked.field("at").isBlank()) {
            about.put("time", asked.field("at"));
        }
        accounts.note(asked.account().name(), what, about, Instant.now());
    }

    // ---- the pages

    private Reply devices(Asked asked) {
        List<Device> found = found(asked.field("find"));
        Set<Long> suspected = published.devices().suspected();
        Set<Long> held = held();
        Map<Long, String> states = new HashMap<>();
        Map<Long, String> addresses = new HashMap<>();
        for (Device device : shown(found)) {
            states.put(device.endpoint(), state(device, suspected, held).word());
            addresses.put(device.endpoint(), DeviceWords.addresses(device));
        }
        return pages.page(
                "devices.jte",
                Map.of(
                        "frame", pages.frame(asked, "Devices"),
                        "devices", shown(found),
                        "states", states,
                        "addresses", addresses,
                        "words", words,
                        "learning", published.devices().learning(),
                        "wanted", asked.field("find"),
                        "more", isMore(found)));
    }

    private Reply device(Asked asked) {
        Optional<Device> found = published.devices().byEndpoint(Long.parseLong(asked.id()));
        if (found.isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such device.");
        }
        note(asked, "device looked at", "endpoint", asked.id());
        return device(asked, found.orElseThrow(), "", "");
    }

    /// The same with the names of who uses it, for who says why.
    private Reply persons(Asked asked) {
        Optional<Device> found = published.devices().byEndpoint(Long.parseLong(asked.id()));
        if (found.isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such device.");
        }
        try {
            String purpose = purpose(asked);
            moments(asked);
            notePersons(asked, purpose);
            return device(asked, found.orElseThrow(), purpose, "");
        } catch (IllegalArgumentException e) {
            return device(asked, found.orElseThrow(), "", said(e));
        }
    }

    /// @throws IllegalArgumentException in one line, when it is none
    static String purpose(Asked asked) {
        String purpose = asked.field("purpose").strip();
        if (purpose.length() < SHORTEST_PURPOSE || purpose.length() > LONGEST_PURPOSE) {
            throw new IllegalArgumentException(
                    "the purpose must have "
                            + SHORTEST_PURPOSE
                            + " to "
                            + LONGEST_PURPOSE
                            + " characters, not "
                            + purpose.length());
        }
        return purpose;
    }

    /// Before the first name is read.
    void notePersons(Asked asked, String purpose) {
        Map<String, String> about = new HashMap<>();
        about.put("endpoint", asked.id());
        about.put("purpose", purpose);
        about.put("from", asked.address());
        about.put("time", asked.field("at"));
        accounts.note(asked.account().name(), "persons looked at", about, Instant.now());
    }

    /// @param purpose why names are shown; empty when they are not
    /// @param refused one line when something was refused, else empty
    private Reply device(Asked asked, Device device, String purpose, String refused) {
        String title = device.hostName().isEmpty() ? "Device" : "Device " + device.hostName();
        List<Instant> moments = List.of();
        String problem = refused;
        try {
            moments = moments(asked);
        } catch (IllegalArgumentException e) {
            problem = said(e);
        }
        List<Alert> alerts = published.alerts().about(device.endpoint(), AlertPages.MOST);
        Map<String, Object> values = new HashMap<>();
        values.put("frame", pages.frame(asked, title));
        values.put("device", device);
        values.put("page", devicePage(asked, device, moments, problem, purpose));
        values.put("words", words);
        values.put("alerts", alerts);
        values.put("became", pages.became(alerts));
        values.put("maySearch", Pages.WHO_MAY_SEARCH.contains(asked.account().role()));
        values.put(
                "held", Words.plain(published.enforcement().safeguards().why(Subject.of(device))));
        if (Pages.ADMINISTRATORS.contains(asked.account().role()) && device.mac().isPresent()) {
            values.put("approval", ApprovePages.form(device, 0));
        }
        return pages.page(problem.isEmpty() ? 200 : 400, "device.jte", values);
    }

    private DevicePage devicePage(
            Asked asked, Device device, List<Instant> moments, String problem, String purpose) {
        List<DevicePage.Moment> then =
                moments.stream().map(at -> moment(device.endpoint(), at, purpose)).toList();
        Instant now = Instant.now();
        return new DevicePage(
                state(device, published.devices().suspected(), held()).word(),
                asked.field("at"),
                problem,
                twice(moments),
                purpose,
                then,
                published.devices().places(device.endpoint()).stream()
                        .map(place -> SourceWords.of(place, words, now))
                        .toList(),
                device.asset().map(deviceWords::asset).orElse(List.of()),
                published.devices().past().perhapsSame(device.endpoint()).stream()
                        .map(DeviceWords::suggestion)
                        .toList());
    }

    private DevicePage.Moment moment(long endpoint, Instant at, String purpose) {
        List<DevicePage.FactLine> facts =
                published
                        .devices()
                        .past()
                        .asOf(endpoint, at)
                        .map(t -> t.facts().stream().map(deviceWords::line).toList())
                        .orElse(List.of());
        List<DevicePage.FactLine> use = new ArrayList<>();
        published.users().use(endpoint, at).map(deviceWords::line).ifPresent(use::add);
        if (!purpose.isEmpty()) {
            published.users().usedBy(endpoint, at).map(deviceWords::persons).ifPresent(use::addAll);
        }
        return new DevicePage.Moment(words.time(at), facts, use);
    }

    private static String twice(List<Instant> moments) {
        return moments.size() > 1
                ? "The clock showed that time twice, since it went back; both are answered."
                : "";
    }

    static String said(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }

    private Reply holders(Asked asked) {
        boolean isAsked = !asked.field("address").isBlank();
        List<HolderPage.Row> rows = new ArrayList<>();
        String problem = "";
        String note = "";
        try {
            if (isAsked) {
                Address address = address(asked);
                List<Instant> moments = moments(asked);
                note(asked, "address looked at", "address", address.toString());
                note = twice(moments);
                for (Instant at : moments) {
                    for (Past.Holding h : holders(address, at, asked.field("segment").strip())) {
                        rows.add(deviceWords.row(h, at));
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            problem = said(e);
        }
        var page =
                new HolderPage(
                        asked.field("address"),
                        asked.field("at"),
                        asked.field("segment"),
                        problem,
                        note,
                        isAsked && problem.isEmpty(),
                        rows);
        return pages.page(
                problem.isEmpty() ? 200 : 400,
                "holders.jte",
                Map.of("frame", pages.frame(asked, "Who had an address"), "page", page));
    }

    private Reply diff(Asked asked) {
        boolean isAsked = !asked.field("from").isBlank() || !asked.field("to").isBlank();
        Past.@Nullable Difference difference = null;
        String problem = "";
        try {
            difference = isAsked ? difference(asked) : null;
        } catch (IllegalArgumentException e) {
            problem = said(e);
        }
        var page =
                new DiffPage(
                        asked.field("from"),
                        asked.field("to"),
                        asked.field("segment"),
                        problem,
                        difference != null,
                        difference == null || difference.complete(),
                        difference == null ? List.of() : deviceWords.rows(difference));
        return pages.page(
                problem.isEmpty() ? 200 : 400,
                "devicesdiff.jte",
                Map.of(
                        "frame",
                        pages.frame(asked, "What differs between two times"),
                        "page",
                        page));
    }
}
