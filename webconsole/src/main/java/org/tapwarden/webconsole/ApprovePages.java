package org.tapwarden.webconsole;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Asset;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.ApprovalForm;
import org.tapwarden.webconsole.page.Words;

/// Approving one device, from its page or to settle an alert about it. For administrators; with the
/// owner, since somebody must answer for it, and with the reason.
final class ApprovePages {

    private static final int SHORTEST = 3;

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final ZoneId zone;

    ApprovePages(Pages pages, Published published, Accounts accounts, ZoneId zone) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
        this.zone = zone;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "POST",
                        "/devices/([0-9]{1,18})/approve",
                        Pages.ADMINISTRATORS,
                        this::approve));
    }

    /// What the form holds before somebody writes into it.
    ///
    /// @param alert that it settles, 0 for none
    static ApprovalForm form(Device device, long alert) {
        Optional<Asset> asset = device.asset();
        String known = asset.map(Asset::name).orElse("");
        return new ApprovalForm(
                device.endpoint(),
                alert,
                known.isEmpty() ? Words.plain(device.hostName()) : known,
                asset.map(Asset::owner).orElse(""));
    }

    private Reply approve(Asked asked) {
        Optional<Device> found = published.devices().byEndpoint(Long.parseLong(asked.id()));
        if (found.isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such device.");
        }
        Optional<Mac> mac = found.orElseThrow().mac();
        if (mac.isEmpty()) {
            return refused(asked, "its MAC is not visible here, and the list is by MAC");
        }
        String alert = asked.field("alert");
        if (!alert.isEmpty() && !isAbout(alert, found.orElseThrow())) {
            return refused(asked, "there is no such alert about it");
        }
        if (asked.field("owner").strip().length() < SHORTEST
                || asked.field("why").strip().length() < SHORTEST) {
            return refused(asked, "say who answers for it, and why it may stay");
        }
        Instant now = Pages.now();
        try {
            var approval =
                    new OneApproval(
                            mac.orElseThrow(),
                            asked.field("name").strip(),
                            asked.field("owner").strip(),
                            OneApproval.endOf(asked.field("expires"), zone, now),
                            alert.isEmpty() ? 0 : Long.parseLong(alert),
                            asked.account().name(),
                            asked.field("why").strip());
            accounts.note(
                    approval.who(),
                    "approval asked",
                    Map.of("mac", approval.mac().toString(), "from", asked.address()),
                    now);
            published.approvals().approve(approval, now);
        } catch (IllegalArgumentException e) {
            return refused(asked, DevicePages.said(e));
        }
        return new Reply.Redirect(
                alert.isEmpty() ? "/devices/" + asked.id() : "/alerts/" + alert, "");
    }

    private boolean isAbout(String alert, Device device) {
        return alert.matches("[0-9]{1,18}")
                && published
                        .alerts()
                        .byId(Long.parseLong(alert))
                        .map(one -> one.endpoint() == device.endpoint())
                        .orElse(false);
    }

    private Reply refused(Asked asked, String why) {
        return pages.message(asked, 400, "Not approved", "Nothing was changed: " + why + ".");
    }
}
