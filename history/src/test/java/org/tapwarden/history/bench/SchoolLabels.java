package org.tapwarden.history.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;

/// Labels as the classifier would make them, of forty services and thirty categories.
final class SchoolLabels {

    private static final String SERVICES =
            """
            google web youtube streaming googleservices web googledocs office-app
            googleclassroom office-app gmail webmail googledrive file-storage-paste
            microsoft365 office-app teams office-app outlook webmail windowsupdate web
            apple web appleicloud file-storage-paste applepush network zoom office-app
            tiktok social instagram social snapchat social facebook social discord social
            whatsapp social netflix streaming twitch streaming roblox games minecraft games
            steam games amazon shopping-auction ebay shopping-auction wikipedia web bing web
            mozilla web dropbox file-storage-paste chatgpt ai-chat grammarly office-app
            caaspp state-testing collegeboard state-testing nordvpn vpn teamviewer remote-access
            ocsp network khanacademy web
            """;

    /// What the office's lists say of names that belong to no service.
    private static final Category[] LISTED = {
        Category.ADULT,
        Category.VIOLENCE_GORE,
        Category.WEAPONS,
        Category.DRUGS_ALCOHOL_VAPING,
        Category.GAMBLING,
        Category.HATE_EXTREMISM,
        Category.DATING,
        Category.WEB_PROXY,
        Category.DYNAMIC_DNS,
        Category.PIRACY_WAREZ,
        Category.LICENCE_BYPASS,
        Category.MALWARE,
        Category.PHISHING,
        Category.CRYPTOMINING,
        Category.STRESSER,
        Category.GAMES,
        Category.STREAMING,
        Category.SOCIAL
    };

    static final Label TLS_ALONE =
            plain(Protocol.TLS, Category.WEB, Basis.SEEN, bytes("tls-client-hello"));
    static final Label QUIC_ALONE =
            plain(Protocol.QUIC, Category.WEB, Basis.SEEN, bytes("quic-initial"));
    static final Label DNS_ALONE =
            plain(Protocol.DNS, Category.NETWORK, Basis.SEEN, bytes("dns-response"));

    private static final Grounds ANSWERED = new Grounds(Grounds.Kind.DNS_ANSWER, "this-client");

    /// A service of the table.
    record Service(String word, Category category) {}

    final Service[] services;

    SchoolLabels() {
        String[] words = SERVICES.strip().split("\\s+", -1);
        services = new Service[words.length / 2];
        for (int i = 0; i < services.length; i++) {
            services[i] = new Service(words[2 * i], category(words[2 * i + 1]));
        }
    }

    private static Category category(String word) {
        for (Category category : Category.values()) {
            if (category.word().equals(word)) {
                return category;
            }
        }
        throw new IllegalArgumentException(word);
    }

    /// The labels that flows to one name get.
    record OfName(Label tls, Label quic, Label question, Label answered) {}

    /// @param service what the name belongs to, or null
    /// @param listed on a list of the office, and then which end of a name stands there
    OfName of(Draw draw, @Nullable Service service, @Nullable String listed) {
        Category list = listed == null ? null : draw.any(LISTED);
        Grounds entry =
                listed == null || list == null
                        ? null
                        : new Grounds(Grounds.Kind.LIST, "ut1-" + list.word() + "/" + listed);
        Label tls = content(Protocol.TLS, "tls-client-hello", false, service, list, entry);
        Label quic = content(Protocol.QUIC, "quic-initial", false, service, list, entry);
        Label answered = content(Protocol.TLS, "tls-client-hello", true, service, list, entry);
        return new OfName(tls, quic, question(service), answered);
    }

    private static Label content(
            Protocol protocol,
            String bytes,
            boolean inferred,
            @Nullable Service service,
            @Nullable Category list,
            @Nullable Grounds entry) {
        List<Grounds> grounds = new ArrayList<>(3);
        grounds.add(bytes(bytes));
        if (inferred) {
            grounds.add(ANSWERED);
        }
        Basis basis = inferred ? Basis.INFERRED : Basis.SEEN;
        Category category = protocol.category();
        if (service != null) {
            grounds.add(new Grounds(Grounds.Kind.SERVICE_TABLE, service.word));
            category = service.category;
        }
        if (list != null && entry != null) {
            grounds.add(entry);
            category = list;
            basis = Basis.INFERRED;
        }
        return new Label(protocol, service == null ? null : service.word, category, basis, grounds);
    }

    /// To look a name up is not to use the service, so the category stays that of the protocol, and
    /// nobody is accused.
    private static Label question(@Nullable Service service) {
        if (service == null || service.category.isEvasion()) {
            return DNS_ALONE;
        }
        return new Label(
                Protocol.DNS,
                service.word,
                Category.NETWORK,
                Basis.SEEN,
                List.of(
                        bytes("dns-response"),
                        new Grounds(Grounds.Kind.SERVICE_TABLE, service.word)));
    }

    /// The label of a flow whose address was also given for a name of another service.
    Label contested(Draw draw, Label label) {
        Service other = services[draw.below(services.length)];
        return other.word.equals(label.application())
                ? label
                : label.with(
                        new RunnerUp(
                                label.protocol(),
                                other.word,
                                other.category,
                                ANSWERED,
                                RunnerUp.Lost.OWN_NAME));
    }

    static Label plain(Protocol protocol, Category category, Basis basis, Grounds... grounds) {
        return new Label(protocol, null, category, basis, List.of(grounds));
    }

    static Grounds bytes(String entry) {
        return new Grounds(Grounds.Kind.BYTES, entry);
    }
}
