package org.tapwarden.classifier.label;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.RunnerUp.Lost;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.confidential.ProtectedAddresses;
import org.tapwarden.classifier.confidential.ProtectedNames;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.service.Services;

/// Makes the record of what a capture thread says of a flow. Owned by the deciding thread.
public final class Labeller {

    private static final String COMMON_NAME = "CN=";
    private static final String ANY_HOST = "*.";

    /// A link to a relay is no service, so it has no application.
    private static final Label TOR = tor(Basis.SEEN, "tor-link-certificate");

    private static final Label TOR_HELLO = tor(Basis.INFERRED, "tor-link-hello");

    private final RecentServices services;
    private final ListedCategory listed;
    private final ListedCertificate certificates;
    private final Hints hints;
    private final RecentLabels labels = new RecentLabels();
    private final AnsweredNames answers = new AnsweredNames();
    private final FrontNames fronts = new FrontNames();
    private final NameServers nameServers = new NameServers();
    private final ProtectedNames protectedNames;
    private final ProtectedAddresses protectedAddresses = new ProtectedAddresses();

    private static Label tor(Basis basis, String bytes) {
        var grounds = new Grounds(Grounds.Kind.BYTES, bytes);
        return new Label(Protocol.TLS, null, Category.TOR, basis, List.of(grounds));
    }

    public Labeller(Services services) {
        this(services, new ActiveLists());
    }

    /// @param lists of names, asked after the table of services
    public Labeller(Services services, ActiveLists lists) {
        this.services = new RecentServices(services);
        var asker = new ActiveLists.Asker(lists);
        this.listed = new ListedCategory(asker);
        this.certificates = new ListedCertificate(asker);
        this.hints = new Hints(asker);
        this.protectedNames = new ProtectedNames(this.services::lookup, asker);
    }

    /// Remembers what name servers answer; everything else is not ours.
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.Told(var frame, Telling.NameAnswered answer)
                && answer.isFromNameServer()) {
            nameServers.answered(frame.space(), frame.sender());
            if (protectedNames.holds(answer.name())) {
                protectedAddresses.add(answer, frame.atNanos());
            } else {
                answers.answered(frame, answer);
                fronts.answered(frame, answer);
            }
        }
    }

    /// Whether a sighting must not be told on: one that names a person, to or from the address of a
    /// protected destination.
    public boolean isConfidential(Sighting sighting) {
        return sighting instanceof Sighting.Told(var frame, Telling.AccountUsed _)
                && (isProtected(frame.sender(), frame) || isProtected(frame.receiver(), frame));
    }

    private boolean isProtected(@Nullable Address address, Sighting.Frame frame) {
        return address != null && protectedAddresses.holds(address, frame.atNanos());
    }

    /// The flow under its label, or null when it is one with a protected destination: it may be
    /// counted, and nothing of it may be told or kept.
    public @Nullable FlowRecord label(FlowEvent event) {
        if (protectedNames.holdsAny(event.names()) || hasProtectedAddress(event)) {
            return null;
        }
        FlowRecord.Names names = judged(event, named(event));
        Label label = label(content(event), names);
        if (label.category() == Category.PROTECTED) {
            return null;
        }
        label = certificates.listed(label, event.content(), names);
        label = SecurePorts.hinted(label, event.conversation(), names);
        label = hints.hinted(label, event, names);
        if (label.runnerUp() == null) {
            label = label.with(runnerUp(event, label, names));
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

    /// What its bytes say. A resolver asks what its clients ask, also those that dig a tunnel: of
    /// its own questions that is no use.
    private FlowEvent.Content content(FlowEvent event) {
        FlowEvent.Content content = event.content();
        FlowRecord.Conversation between = event.conversation();
        boolean passedOn =
                content.protocol() == Protocol.DNS
                        && content.applicationCategory().isEvasion()
                        && nameServers.holds(between.space(), between.source());
        return passedOn
                ? new FlowEvent.Content(
                        content.protocol(),
                        null,
                        Category.UNKNOWN,
                        content.grounds(),
                        content.spoke(),
                        content.open(),
                        null)
                : content;
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

    /// Of an encrypted hello, how far what this client was answered speaks for it or against.
    private FlowRecord.Names judged(FlowEvent event, FlowRecord.Names names) {
        String shown = names.serverName();
        boolean offered = names.tls().encryptedHello() == EncryptedHello.OFFERED;
        if (shown == null || names.serverNameBasis() != Basis.SEEN || !offered) {
            return names;
        }
        FlowRecord.Conversation between = event.conversation();
        int space = between.space();
        long at = event.whole().startNanos();
        if (fronts.isFront(space, between.source(), shown, at)) {
            return names.with(names.tls().with(EncryptedHello.LIKELY));
        }
        return answers.isOf(space, between.source(), between.destination(), shown, at)
                ? names.with(names.tls().with(EncryptedHello.GREASE))
                : names;
    }

    private Label label(FlowEvent.Content content, FlowRecord.Names names) {
        if (content.protocol() == Protocol.DNS) {
            return labels.of(
                    content, Basis.SEEN, askedAbout(names), Grounds.Kind.SERVICE_TABLE, null, null);
        }
        if (TorLink.isShown(names)) {
            return TOR;
        }
        if (TorLink.isOffered(names)) {
            return TOR_HELLO;
        }
        String own = OwnAuthorities.serviceOf(names.tls());
        if (own != null) {
            return labels.of(
                    content,
                    Basis.SEEN,
                    services.lookup(own),
                    Grounds.Kind.CERTIFICATE,
                    null,
                    null);
        }
        String name = names.serverName();
        Services.Service service = name == null ? null : services.lookup(name);
        if (name == null || isAddress(name)) {
            Services.Service certified = certified(names.tls());
            if (certified != null) {
                return labels.of(
                        content, Basis.INFERRED, certified, Grounds.Kind.CERTIFICATE, null, null);
            }
        }
        ListHit hit = name == null ? null : listed.of(name);
        Lost lost = hit == null ? null : ListedCategory.lost(hit, content, service);
        return labels.of(
                content, names.serverNameBasis(), service, Grounds.Kind.SERVICE_TABLE, hit, lost);
    }

    /// What came second of that which only this class knows.
    private @Nullable RunnerUp runnerUp(FlowEvent event, Label won, FlowRecord.Names names) {
        if (won.protocol() == Protocol.DNS) {
            String question = names.question();
            Services.Service asked = question == null ? null : services.lookup(question);
            RunnerUp second =
                    RunnersUp.service(won, asked, Grounds.Kind.SERVICE_TABLE, Lost.LOOKUP);
            return second == null ? RunnersUp.bytes(event, names.tls()) : second;
        }
        String name = names.serverName();
        boolean shown = name != null && !isAddress(name);
        RunnerUp second =
                RunnersUp.service(
                        won,
                        holder(names.tls()),
                        Grounds.Kind.CERTIFICATE,
                        shown ? Lost.OWN_NAME : Lost.SHARED_CERTIFICATE);
        if (second == null && won.protocol().category() != Category.NETWORK) {
            second = answered(event, won, names);
        }
        return second == null ? RunnersUp.bytes(event, names.tls()) : second;
    }

    /// A name that this client was given the address for, and that is not the flow's.
    private @Nullable RunnerUp answered(FlowEvent event, Label won, FlowRecord.Names names) {
        FlowRecord.Conversation between = event.conversation();
        int space = between.space();
        long at = event.whole().startNanos();
        if (names.serverName() == null) {
            String last = answers.lastOf(space, between.source(), between.destination(), at);
            if (last == null) {
                return null;
            }
            Services.Service service = services.lookup(last);
            return service == null
                    ? RunnersUp.severalNames(won)
                    : RunnersUp.service(won, service, Grounds.Kind.DNS_ANSWER, Lost.SEVERAL_NAMES);
        }
        if (names.serverNameBasis() != Basis.SEEN) {
            return null;
        }
        String only = answers.nameOf(space, between.source(), between.destination(), at);
        return only == null || only.equals(names.serverName())
                ? null
                : RunnersUp.service(
                        won, services.lookup(only), Grounds.Kind.DNS_ANSWER, Lost.OWN_NAME);
    }

    /// Whose certificate the server shows to a client that asked for nobody. A server of many shows
    /// anybody's, so this is concluded, and accuses nobody.
    private Services.@Nullable Service certified(FlowRecord.Tls tls) {
        Services.Service service = holder(tls);
        return service == null || service.category().isEvasion() ? null : service;
    }

    private Services.@Nullable Service holder(FlowRecord.Tls tls) {
        Services.Service service = holder(tls.alternativeName());
        String subject = tls.subject();
        if (service == null && subject != null && subject.startsWith(COMMON_NAME)) {
            service = holder(subject.substring(COMMON_NAME.length()));
        }
        return service;
    }

    private Services.@Nullable Service holder(@Nullable String name) {
        return name == null
                ? null
                : services.lookup(name.startsWith(ANY_HOST) ? name.substring(2) : name);
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || Character.isDigit(name.charAt(name.length() - 1));
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

    /// Public names of encrypted hellos forgotten since the table was full.
    public long frontsEvicted() {
        return fronts.evicted();
    }

    /// Name servers forgotten since the table was full.
    public long nameServersEvicted() {
        return nameServers.evicted();
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
