package org.tapwarden.classifier.label;

import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.service.Services;

/// Makes the record of what a capture thread says of a flow. Owned by the deciding thread.
public final class Labeller {

    private final RecentServices services;
    private final ListedCategory listed;
    private final RecentLabels labels = new RecentLabels();
    private final AnsweredNames answers = new AnsweredNames();

    public Labeller(Services services) {
        this(services, new ActiveLists());
    }

    /// @param lists of names, asked after the table of services
    public Labeller(Services services, ActiveLists lists) {
        this.services = new RecentServices(services);
        this.listed = new ListedCategory(lists);
    }

    /// Remembers name answers; everything else is not ours.
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.Told(var frame, Telling.NameAnswered answer)) {
            answers.answered(frame, answer);
        }
    }

    /// The flow under its label.
    public FlowRecord label(FlowEvent event) {
        FlowRecord.Names names = named(event);
        return new FlowRecord(
                event.identity(),
                event.conversation(),
                event.slice(),
                event.whole(),
                label(event.content(), names),
                names,
                event.place());
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
        return new FlowRecord.Names(
                answered,
                Basis.INFERRED,
                names.applicationProtocol(),
                names.version(),
                names.question(),
                names.software(),
                names.encryptedHello());
    }

    private Label label(FlowEvent.Content content, FlowRecord.Names names) {
        String name = names.serverName();
        Services.Service service = name == null ? null : services.lookup(name);
        ListHit hit = name == null ? null : listed.of(name, content, service);
        return labels.of(content, names.serverNameBasis(), service, hit);
    }

    /// Name answers forgotten since the table was full.
    public long answersEvicted() {
        return answers.evicted();
    }

    /// Addresses that could not name a flow since the client knew two names for them.
    public long answersAmbiguous() {
        return answers.ambiguous();
    }
}
