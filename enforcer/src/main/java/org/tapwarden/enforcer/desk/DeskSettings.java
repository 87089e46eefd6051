package org.tapwarden.enforcer.desk;

import java.time.ZoneId;
import java.util.List;

/// Who gets the mails, and how they are told apart from other systems'.
///
/// @param recipients at least one, unless no mail is wanted at all
/// @param from the sender's address
/// @param domain the right side of every Message-ID
/// @param zone in which times are written, with their offset
public record DeskSettings(List<String> recipients, String from, String domain, ZoneId zone) {

    private static final int MOST_RECIPIENTS = 20;

    public DeskSettings {
        recipients = List.copyOf(recipients);
        if (recipients.size() > MOST_RECIPIENTS) {
            throw new IllegalArgumentException("desk.recipients: more than " + MOST_RECIPIENTS);
        }
        recipients.forEach(address -> checkAddress("desk.recipients", address));
        checkAddress("desk.from", from);
        if (!domain.matches("[A-Za-z0-9.-]{1,200}")) {
            throw new IllegalArgumentException("desk.domain: '" + domain + "' is no domain");
        }
    }

    private static void checkAddress(String key, String address) {
        if (!address.matches("[^\\s@<>,;:\"]{1,64}@[A-Za-z0-9.\\[\\]:-]{1,200}")) {
            throw new IllegalArgumentException(key + ": '" + address + "' is no mail address");
        }
    }
}
