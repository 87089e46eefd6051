package org.tapwarden.webconsole;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.webconsole.access.Account;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.access.Role;
import org.tapwarden.webconsole.access.Sessions;
import org.tapwarden.webconsole.page.Frame;
import org.tapwarden.webconsole.page.Words;

/// The routes and what they show.
final class Pages {

    static final Set<Role> EVERYBODY = Set.of(Role.values());
    static final Set<Role> WHO_MAY_SEARCH = Set.of(Role.ANALYST, Role.ADMINISTRATOR);
    static final Set<Role> ADMINISTRATORS = Set.of(Role.ADMINISTRATOR);

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final ConsoleSettings settings;
    private final Published published;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Words words;

    Pages(ConsoleSettings settings, Published published, Accounts accounts, Sessions sessions) {
        this.settings = settings;
        this.published = published;
        this.accounts = accounts;
        this.sessions = sessions;
        this.words = new Words(settings.zone());
    }

    /// Every route there is; whatever is not here is refused.
    List<Route> routes() {
        List<Route> routes = new ArrayList<>(own());
        routes.addAll(new OverviewPage(this, published, words).routes());
        routes.addAll(new AlertPages(this, published, accounts, words).routes());
        routes.addAll(new EnforcementPages(this, published, accounts, words).routes());
        routes.addAll(new AskPages(this, published, accounts).routes());
        routes.addAll(new PacketPages(this, published, accounts).routes());
        routes.addAll(new PayloadPages(this, published, accounts, words).routes());
        var devices = new DevicePages(this, published, accounts, settings.zone());
        routes.addAll(devices.routes());
        routes.addAll(new ApprovePages(this, published, accounts, settings.zone()).routes());
        routes.addAll(new FlowPages(this, published, settings.zone()).routes());
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
        link(links, asked, "/enforcement", "Enforcement");
        if (WHO_MAY_SEARCH.contains(account.role())) {
            link(links, asked, "/flows", "Flows");
            if (published.payload().isPresent()) {
                link(links, asked, "/payload", "Payload");
            }
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
