package org.tapwarden.classifier.label;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.inspect.RandomLook;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.protocol.Protocol;

/// What hints say of a flow that says nothing of itself: that its server's address stands on a
/// list, that its client's fingerprint does, that its bytes look random from the first one on, that
/// its port is Shadowsocks's. Each happens to innocent flows (hosters rent to everybody, programs
/// share a TLS library), so one is told as what came second, and two that come from different
/// places and mean the same are a label, inferred.
///
/// An address and a port are no two such hints: both are said by the same table of servers.
final class Hints {

    /// What `ss-server` listens at unless told otherwise (Shadowsocks, configuration). Nobody else
    /// is known for it.
    private static final int SHADOWSOCKS_PORT = 8388;

    private static final String SHADOWSOCKS = "shadowsocks";

    private static final Grounds RANDOM = new Grounds(Grounds.Kind.BYTES, RandomLook.GROUNDS);

    private final ActiveLists.Asker lists;

    Hints(ActiveLists.Asker lists) {
        this.lists = lists;
    }

    /// The label with what the hints add to it; itself where that is nothing.
    Label hinted(Label label, FlowEvent event, FlowRecord.Names names) {
        boolean says =
                label.application() != null || label.category() != label.protocol().category();
        if (says || label.category().outweighsNames()) {
            return label;
        }
        FlowRecord.Conversation between = event.conversation();
        boolean random =
                label.protocol() == Protocol.UNKNOWN
                        && RandomLook.GROUNDS.equals(event.content().grounds());
        Lists.AddressHit address = lists.ask(between.destination());
        Category accused = address == null ? null : accused(address.list());
        if (address != null && accused != null) {
            return ofAddress(label, address, accused, random, names);
        }
        if (!random) {
            return label;
        }
        if (between.destinationPort() == SHADOWSOCKS_PORT) {
            String port = Integer.toString(SHADOWSOCKS_PORT);
            return concluded(
                    label,
                    SHADOWSOCKS,
                    Category.VPN,
                    List.of(RANDOM, new Grounds(Grounds.Kind.PORT, port)));
        }
        return second(label, Category.VPN, RANDOM);
    }

    private Label ofAddress(
            Label label,
            Lists.AddressHit address,
            Category category,
            boolean random,
            FlowRecord.Names names) {
        var listed = new Grounds(Grounds.Kind.ADDRESS_LIST, address.grounds());
        if (random && hides(category)) {
            return concluded(label, null, category, List.of(RANDOM, listed));
        }
        ListHit hello = hello(names.tls().ja4(), category);
        if (hello != null) {
            var fingerprint = new Grounds(Grounds.Kind.FINGERPRINT_LIST, hello.grounds());
            return concluded(label, null, category, List.of(listed, fingerprint));
        }
        return second(label, category, listed);
    }

    /// What a list says of a client's hello that means the same as its server's address.
    private @Nullable ListHit hello(@Nullable String ja4, Category category) {
        ListHit hit = ja4 == null ? null : lists.ask(Fingerprint.JA4, ja4);
        return hit != null && accused(hit.list()) == category ? hit : null;
    }

    /// What stands on a list is said to be for, or null. Of a protected destination nothing is
    /// told.
    private static @Nullable Category accused(ListFacts list) {
        boolean accuses =
                list.type() == ListFacts.Type.DENY && list.category() != Category.PROTECTED;
        return accuses ? list.category() : null;
    }

    /// Whether it is of those that somebody hides behind bytes that look random.
    private static boolean hides(Category category) {
        return category == Category.VPN
                || category == Category.TOR
                || category == Category.WEB_PROXY;
    }

    private static Label concluded(
            Label label, @Nullable String application, Category category, List<Grounds> hints) {
        List<Grounds> reasons = new ArrayList<>(label.grounds());
        reasons.addAll(hints);
        return new Label(
                label.protocol(), application, category, Basis.INFERRED, reasons, label.runnerUp());
    }

    /// What came second, unless something better did.
    private static Label second(Label label, Category category, Grounds hint) {
        return label.runnerUp() != null
                ? label
                : label.with(
                        new RunnerUp(
                                label.protocol(), null, category, hint, RunnerUp.Lost.ONE_HINT));
    }
}
