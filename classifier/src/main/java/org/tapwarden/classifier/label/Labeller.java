package org.tapwarden.classifier.label;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.confidential.ProtectedAddresses;
import org.tapwarden.classifier.confidential.ProtectedNames;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.service.Services;

/// Makes the record of what a capture thread says of a flow. Owned by the deciding thread.
public final class Labeller {

    private final RecentServices services;
    private final RecentLabels labels = new RecentLabels();
    private final AnsweredNames answers = new AnsweredNames();
    private final ProtectedNames protectedNames;
    private final ProtectedAddresses protectedAddresses = new ProtectedAddresses();

    public Labeller(Services services) {
        this.services = new RecentServices(services);
        this.protectedNames = new ProtectedNames(this::isProtected);
    }

    /// Remembers name answers; everything else is not ours.
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.Told(var frame, Telling.NameAnswered answer)) {
            if (protectedNames.holds(answer.name())) {
                protectedAddresses.add(answer, frame.atNanos());
            } else {
                answers.answered(frame, answer);
            }
        }
    }

    /// The flow under its label, or null when it is one with a protected destination: it may be
    /// counted, and nothing of it may be told or kept.
    public @Nullable FlowRecord label(FlowEvent event) {
        if (protectedNames.holdsAny(event.names()) || hasProtectedAddress(event)) {
            return null;
        }
        FlowRecord.Names names = named(event);
        Label label = label(event.content(), names);
        if (label.category() == Category.PROTECTED) {
            return null;
        }
        return new FlowRecord(
                event.identity(),
                event.conversation(),
                event.slice(),
                event.whole(),
                label,
                names,
                event.place());
    }

    private boolean isProtected(String name) {
        Services.Service service = services.lookup(name);
        return service != null && service.category() == Category.PROTECTED;
    }

    /// Many servers share an address, so a name of the flow's own says more. And a client cannot
    /// hide a tunnel behind an answer that it made up.
    private boolean hasProtectedAddress(FlowEvent event) {
        FlowRecord.Names names = event.names();
        FlowEvent.Content content = event.content();
        long began = event.whole().startNanos();
        if (protectedAddresses.holdsReverse(names.question(), began)) {
            return true;
        }
        if (names.serverName() != null
                || names.question() != null
                || content.protocol().category().isEvasion()
                || content.applicationCategory().isEvasion()) {
            return false;
        }
        FlowRecord.Conversation between = event.conversation();
        return protectedAddresses.holds(between.destination(), began)
                || protectedAddresses.holds(between.source(), began);
    }

    private FlowRecord.Names named(FlowEvent event) {
        FlowRecord.Names names = event.names();
        boolean speaksOfNames = event.content().protocol().category() == Category.NETWORK;
        if (names.serverName() != null || speaksOfNames) {
            return names;
        }
        FlowRecord.Conversation between = event.conversation();
        String answered =
                answers.nameOf(
                        between.space(),
                        between.source(),
                        between.destination(),
                        event.whole().startNanos());
        if (answered == null) {
            return names;
        }
        return names.named(answered, Basis.INFERRED);
    }

    private Label label(FlowEvent.Content content, FlowRecord.Names names) {
        if (content.protocol() == Protocol.DNS) {
            return labels.of(content, Basis.SEEN, askedAbout(names));
        }
        String name = names.serverName();
        Services.Service service = name == null ? null : services.lookup(name);
        return labels.of(content, names.serverNameBasis(), service);
    }

    /// The service whose name is looked up. To ask for the name of a VPN is not to use it, so what
    /// accuses is not said of a question.
    private Services.@Nullable Service askedAbout(FlowRecord.Names names) {
        Services.Service service =
                names.question() == null ? null : services.lookup(names.question());
        return service == null || service.category().isEvasion() ? null : service;
    }

    /// Name answers forgotten since the table was full.
    public long answersEvicted() {
        return answers.evicted();
    }

    /// Addresses of protected destinations forgotten since there was no more room.
    public long protectedAddressesDisplaced() {
        return protectedAddresses.displaced();
    }

    /// Addresses that could not name a flow since the client knew two names for them.
    public long answersAmbiguous() {
        return answers.ambiguous();
    }
}
