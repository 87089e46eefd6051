package org.tapwarden.webconsole;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.Explanation;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.Rows;
import org.tapwarden.webconsole.access.Account;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.access.Role;
import org.tapwarden.webconsole.access.Sessions;
import org.tapwarden.webconsole.page.FlowDetail;
import org.tapwarden.webconsole.page.FlowPage;
import org.tapwarden.webconsole.page.Frame;
import org.tapwarden.webconsole.page.Words;

/// The routes and what they show.
final class Pages {

    static final Set<Role> EVERYBODY = Set.of(Role.values());
    static final Set<Role> WHO_MAY_SEARCH = Set.of(Role.ANALYST, Role.ADMINISTRATOR);
    static final Set<Role> ADMINISTRATORS = Set.of(Role.ADMINISTRATOR);

    /// Ids of a live sensor begin with its start in nanoseconds, so they have a digit more.
    private static final String FLOW_ID = "([0-9]{1,19})";

    private static final int USUAL_ROWS = 100;
    private static final String NO_SUCH_FLOW =
            "There is no such flow in this time, or it is gone by the schedule.";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final ConsoleSettings settings;
    private final Published published;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Words words;
    private final FlowLook look;

    Pages(ConsoleSettings settings, Published published, Accounts accounts, Sessions sessions) {
        this.settings = settings;
        this.published = published;
        this.accounts = accounts;
        this.sessions = sessions;
        this.words = new Words(settings.zone());
        this.look = new FlowLook(published.search(), settings.zone());
    }

    /// Every route there is; whatever is not here is refused.
    List<Route> routes() {
        List<Route> routes = new ArrayList<>(own());
        routes.addAll(new OverviewPage(this, published, words).routes());
        routes.addAll(new AlertPages(this, published, accounts, words).routes());
        var devices = new DevicePages(this, published, accounts, settings.zone());
        routes.addAll(devices.routes());
        routes.addAll(new ApprovePages(this, published, accounts, settings.zone()).routes());
        routes.addAll(new AuditPage(this, published, accounts, words).routes());
        return List.copyOf(routes);
    }

    private List<Route> own() {
        return List.of(
                Route.of("GET", "/login", Set.of(), asked -> login(asked, List.of())),
                Route.of("POST", "/login", Set.of(), this::logIn),
                Route.of("GET", "/setup", Set.of(), asked -> setup(asked, List.of())),
                Route.of("POST", "/setup", Set.of(), this::accept),
                Route.of("POST", "/logout", EVERYBODY, this::logOut),
                Route.of("GET", "/flows", WHO_MAY_SEARCH, this::flowForm),
                Route.of("POST", "/flows", WHO_MAY_SEARCH, this::flows),
                Route.of("GET", "/flows/" + FLOW_ID, WHO_MAY_SEARCH, this::oneFlowForm),
                Route.of("POST", "/flows/" + FLOW_ID, WHO_MAY_SEARCH, this::oneFlow),
                Route.of("GET", "/api/flows/" + FLOW_ID, WHO_MAY_SEARCH, this::oneFlowAsJson),
                Route.of("GET", "/accounts", ADMINISTRATORS, asked -> accounts(asked, "")),
                Route.of("POST", "/accounts/invite", ADMINISTRATORS, this::invite),
                Route.of("POST", "/accounts/disable", ADMINISTRATORS, this::disable));
    }

    // ---- rendering

    Reply page(String template, Map<String, Object> values) {
        return page(200, template, values);
    }

    Reply page(int status, String template, Map<String, Object> values) {
        return new Reply.Html(status, render(template, values));
    }

    private String render(String template, Map<String, Object> values) {
        var text = new StringOutput();
        templates.render(template, values, text);
        return text.toString();
    }

    /// One alert's row, for the live list.
    String row(Alert alert) {
        return render(
                "alertrow.jte",
                Map.of("alert", alert, "words", words, "became", became(alert.id())));
    }

    /// What people found out about an alert, in a word; empty while nobody did.
    String became(long alert) {
        return published.dispositions().of(alert).map(d -> words(d.disposition())).orElse("");
    }

    static String words(Disposition disposition) {
        return switch (disposition) {
            case CONFIRMED -> "what the rule said";
            case FALSE_ALARM -> "a false alarm";
            case APPROVED -> "what the rule said, and approved";
        };
    }

    /// The same for all of a list.
    Map<Long, String> became(List<Alert> alerts) {
        Map<Long, String> became = new HashMap<>();
        alerts.forEach(alert -> became.put(alert.id(), became(alert.id())));
        return became;
    }

    Reply message(Asked asked, int status, String title, String text) {
        return page(
                status, "message.jte", Map.of("frame", frame(asked, title, true), "text", text));
    }

    Frame frame(Asked asked, String title) {
        return frame(asked, title, false);
    }

    private Frame frame(Asked asked, String title, boolean narrow) {
        if (asked.session().isEmpty()) {
            return new Frame(title, settings.office(), "", "", "", List.of(), narrow);
        }
        Account account = asked.account();
        List<Frame.Link> links = new ArrayList<>();
        link(links, asked, "/", "Overview");
        link(links, asked, "/alerts", "Alerts");
        link(links, asked, "/devices", "Devices");
        if (WHO_MAY_SEARCH.contains(account.role())) {
            link(links, asked, "/flows", "Flows");
        }
        if (account.role() == Role.ADMINISTRATOR) {
            link(links, asked, "/accounts", "Accounts");
            link(links, asked, "/audit", "Audit");
        }
        return new Frame(
                title,
                settings.office(),
                account.name(),
                account.role().word(),
                asked.session().orElseThrow().csrf(),
                links,
                narrow);
    }

    private static void link(List<Frame.Link> links, Asked asked, String path, String text) {
        links.add(new Frame.Link(path, text, asked.path().equals(path)));
    }

    static Instant now() {
        return Instant.now();
    }

    // ---- coming in

    private Reply login(Asked asked, List<String> problems) {
        return page(
                problems.isEmpty() ? 200 : 403,
                "login.jte",
                Map.of(
                        "frame", frame(asked, "Log in", true),
                        "notice", settings.notice(),
                        "noticeClause", settings.noticeClause(),
                        "problems", problems));
    }

    private Reply logIn(Asked asked) {
        Optional<Account> account =
                accounts.login(
                        asked.field("name"), asked.field("password"), asked.address(), now());
        if (account.isEmpty()) {
            return login(
                    asked,
                    List.of(
                            "Name or password are wrong, or there were too many tries; then wait a"
                                    + " quarter of an hour."));
        }
        return new Reply.Redirect("/", sessions.begin(account.orElseThrow(), now()));
    }

    private Reply setup(Asked asked, List<String> problems) {
        Optional<Role> role = accounts.invited(asked.field("token"), now());
        if (role.isEmpty()) {
            return message(
                    asked,
                    403,
                    "No such link",
                    "This link was used, or is too old. Ask for a new one.");
        }
        return page(
                problems.isEmpty() ? 200 : 400,
                "setup.jte",
                Map.of(
                        "frame", frame(asked, "Make your account", true),
                        "token", asked.field("token"),
                        "role", role.orElseThrow().word(),
                        "problems", problems));
    }

    private Reply accept(Asked asked) {
        if (!asked.field("password").equals(asked.field("again"))) {
            return setup(asked, List.of("The two passwords are not the same."));
        }
        List<String> wrong =
                accounts.accept(
                        asked.field("token"),
                        asked.field("name").strip(),
                        asked.field("password"),
                        now());
        return wrong.isEmpty() ? new Reply.Redirect("/login", "") : setup(asked, wrong);
    }

    private Reply logOut(Asked asked) {
        sessions.end(asked.token());
        accounts.note(asked.account().name(), "logged out", Map.of(), now());
        return new Reply.Redirect("/login", "");
    }

    // ---- flows

    private Reply flowForm(Asked asked) {
        return flowPage(asked, "", null);
    }

    private Reply flows(Asked asked) {
        Range range;
        try {
            range = Range.of(asked, settings.zone(), now());
        } catch (DateTimeParseException e) {
            return flowPage(asked, "That is no time: write 2026-09-01 or 2026-09-01T08:30.", null);
        }
        try {
            Answer answer =
                    published
                            .search()
                            .search(
                                    new Request(
                                            asked.account().name(),
                                            "console",
                                            asked.field("purpose"),
                                            asked.field("query"),
                                            range.from(),
                                            range.to(),
                                            limit(asked)));
            return asked.field("format").equals("csv") ? csv(answer) : flowPage(asked, "", answer);
        } catch (SearchRefused e) {
            return flowPage(asked, String.valueOf(e.getMessage()), null);
        }
    }

    private static int limit(Asked asked) {
        String text = asked.field("limit");
        int limit = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : USUAL_ROWS;
        return Math.clamp(limit, 1, FlowSearch.MOST_ROWS);
    }

    private Reply csv(Answer answer) {
        var text = new StringWriter();
        try {
            Rows.CSV.write(answer, settings.zone(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply.Download("flows.csv", "text/csv; charset=utf-8", text.toString());
    }

    private Reply flowPage(
            Asked asked, String problem, @org.jspecify.annotations.Nullable Answer answer) {
        List<FlowPage.Row> rows = new ArrayList<>();
        if (answer != null) {
            answer.rows().forEach(r -> rows.add(row(r)));
        }
        var page =
                new FlowPage(
                        asked.field("query"),
                        asked.field("from"),
                        asked.field("to"),
                        asked.field("purpose"),
                        limit(asked),
                        problem,
                        answer != null,
                        answer == null ? "" : answer.canonical(),
                        answer == null ? 0 : answer.matched(),
                        answer == null ? 0 : answer.auditNumber(),
                        answer == null ? List.of() : answer.gaps(),
                        rows);
        return page(
                problem.isEmpty() ? 200 : 400,
                "flows.jte",
                Map.of("frame", frame(asked, "Flows"), "page", page));
    }

    private FlowPage.Row row(FlowRecord record) {
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Names names = record.names();
        String name =
                names.serverName() != null
                        ? names.serverName()
                                + (names.serverNameBasis() == Basis.INFERRED ? " (inferred)" : "")
                        : orEmpty(names.question());
        return new FlowPage.Row(
                words.time(Instant.ofEpochSecond(0, record.slice().endNanos())),
                between.source().toString(),
                Integer.toString(between.sourcePort()),
                between.destination().toString(),
                Integer.toString(between.destinationPort()),
                Words.plain(name),
                record.label().protocol().word(),
                orEmpty(record.label().application()),
                record.label().category().word(),
                record.label().basis().word(),
                record.place().segment(),
                Words.bytes(record.slice().bytes()),
                FlowLook.link(record),
                record.place().sourceEndpoint(),
                record.place().destinationEndpoint());
    }

    // ---- one flow

    private Reply oneFlowForm(Asked asked) {
        return oneFlowPage(asked, 200, "", null);
    }

    private Reply oneFlow(Asked asked) {
        try {
            Answer answer = look.at(asked, "console", now());
            return answer.rows().isEmpty()
                    ? oneFlowPage(asked, 404, NO_SUCH_FLOW, answer)
                    : oneFlowPage(asked, 200, "", answer);
        } catch (SearchRefused e) {
            return oneFlowPage(asked, 400, String.valueOf(e.getMessage()), null);
        }
    }

    private Reply oneFlowAsJson(Asked asked) {
        try {
            DeviceApi.only(asked, "purpose", "observer", "slice", "end", "from", "to");
            Answer answer = look.at(asked, "api", now());
            return answer.rows().isEmpty()
                    ? new Reply.Json(404, FlowWords.error(NO_SUCH_FLOW))
                    : new Reply.Json(200, FlowWords.json(answer));
        } catch (SearchRefused e) {
            return new Reply.Json(400, FlowWords.error(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return DeviceApi.wrong(400, DevicePages.said(e));
        }
    }

    /// @param answer with one flow or none; null while nobody looked
    private Reply oneFlowPage(
            Asked asked,
            int status,
            String problem,
            @org.jspecify.annotations.Nullable Answer answer) {
        FlowRecord record =
                answer == null || answer.rows().isEmpty() ? null : answer.rows().getFirst();
        String second = record == null ? null : Explanation.runnerUp(record);
        var page =
                new FlowDetail(
                        FlowLook.again(asked),
                        !asked.field("end").isEmpty(),
                        asked.field("from"),
                        asked.field("to"),
                        asked.field("purpose"),
                        problem,
                        record == null ? "" : Words.plain(Explanation.label(record)),
                        second == null ? "" : Words.plain(second),
                        record == null
                                ? List.of()
                                : new FlowWords(words, published.devices()).parts(record),
                        answer == null ? List.of() : answer.gaps(),
                        answer == null ? 0 : answer.matched(),
                        answer == null ? 0 : answer.auditNumber());
        return page(
                status, "flow.jte", Map.of("frame", frame(asked, "Why this label"), "page", page));
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }

    // ---- accounts and audit

    private Reply accounts(Asked asked, String link) {
        return page(
                "accounts.jte",
                Map.of(
                        "frame", frame(asked, "Accounts"),
                        "accounts", accounts.all(),
                        "link", link));
    }

    private Reply invite(Asked asked) {
        Map<String, Role> roles = new HashMap<>();
        for (Role role : Role.values()) {
            roles.put(role.name(), role);
        }
        Role role = roles.get(asked.field("role"));
        if (role == null) {
            return message(asked, 400, "No invitation", "There is no such role.");
        }
        String token = accounts.invite(asked.account().name(), role, now());
        return accounts(asked, "/setup?token=" + token);
    }

    private Reply disable(Asked asked) {
        String name = asked.field("name");
        if (name.equals(asked.account().name())) {
            return message(asked, 400, "Not disabled", "Nobody disables their own account.");
        }
        boolean disabled = asked.field("disabled").equals("true");
        accounts.disable(asked.account().name(), name, disabled, now());
        if (disabled) {
            sessions.endAll(name);
        }
        return new Reply.Redirect("/accounts", "");
    }
}
