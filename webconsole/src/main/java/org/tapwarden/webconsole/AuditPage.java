package org.tapwarden.webconsole;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.AuditLine;
import org.tapwarden.webconsole.page.Words;

/// Who did, decided and looked at what: the chains of the three programs, each checked when the
/// page is opened.
final class AuditPage {

    private static final int MOST = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final Words words;

    AuditPage(Pages pages, Published published, Accounts accounts, Words words) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
        this.words = words;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", "/audit", Pages.ADMINISTRATORS, this::audit));
    }

    private Reply audit(Asked asked) {
        AuditTrail.Verdict enforcer = published.enforcement().verifyAudit();
        AuditTrail.Verdict sensor = published.approvals().verifyAudit();
        AuditTrail.Verdict console = accounts.verify();
        return pages.page(
                "audit.jte",
                Map.of(
                        "frame",
                        pages.frame(asked, "Audit"),
                        "enforcer",
                        verdict(enforcer),
                        "sensor",
                        verdict(sensor),
                        "console",
                        verdict(console),
                        "enforcerRows",
                        lines(published.enforcement().audit(before(enforcer), MOST)),
                        "sensorRows",
                        lines(published.approvals().audit(before(sensor), MOST)),
                        "consoleRows",
                        lines(accounts.lastRows(MOST))));
    }

    private static long before(AuditTrail.Verdict verdict) {
        return Math.max(0, verdict.rows() - MOST);
    }

    private static String verdict(AuditTrail.Verdict verdict) {
        return verdict.intact()
                ? Words.count(verdict.rows())
                        + (verdict.rows() == 1 ? " row" : " rows")
                        + ", and the chain is intact."
                : "NOT as it was written, from row " + verdict.firstBad().orElse(0) + " on.";
    }

    private List<AuditLine> lines(List<AuditTrail.Row> rows) {
        return rows.reversed().stream().map(this::line).toList();
    }

    /// A row that was tampered with may be anything; it is shown as it is.
    private AuditLine line(AuditTrail.Row row) {
        String number = Long.toString(row.number());
        try {
            TreeMap<String, String> fields =
                    JSON.readValue(row.record(), new TypeReference<TreeMap<String, String>>() {});
            fields.remove("number");
            String at = fields.remove("at");
            String who = fields.remove("actor");
            String act = fields.remove("act");
            String about =
                    fields.entrySet().stream()
                            .filter(field -> !field.getValue().isEmpty())
                            .map(field -> field.getKey() + ": " + field.getValue())
                            .collect(Collectors.joining("; "));
            return new AuditLine(
                    number,
                    at == null ? "" : words.time(Instant.parse(at)),
                    Words.plain(who == null ? "" : who),
                    Words.plain(act == null ? "" : act),
                    Words.plain(about));
        } catch (JsonProcessingException | DateTimeParseException e) {
            return new AuditLine(number, "", "", "", Words.plain(row.record()));
        }
    }
}
