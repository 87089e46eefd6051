package org.tapwarden.classifier.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp.Lost;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.service.Services;

/// Labels by what they are made of. There are a few hundred in all, so most flows get one that was
/// made before.
///
/// Bounded: a label takes the place of another with the same hash.
final class RecentLabels {

    static final int CAPACITY = 512;

    private final @Nullable Made[] made = new Made[CAPACITY];

    /// A label and what it was made of.
    private record Made(
            FlowEvent.Content content,
            Basis nameBasis,
            Services.@Nullable Service service,
            Grounds.Kind how,
            @Nullable ListHit hit,
            @Nullable Lost lost,
            Label label) {

        boolean isOf(
                FlowEvent.Content asked,
                Basis basis,
                Services.@Nullable Service wanted,
                Grounds.Kind askedHow,
                @Nullable ListHit listed,
                @Nullable Lost listedLost) {
            return content.protocol() == asked.protocol()
                    && nameBasis == basis
                    && how == askedHow
                    && lost == listedLost
                    && Objects.equals(service, wanted)
                    && Objects.equals(hit, listed)
                    && content.applicationCategory() == asked.applicationCategory()
                    && Objects.equals(content.grounds(), asked.grounds())
                    && Objects.equals(content.application(), asked.application());
        }
    }

    /// The label of a flow.
    ///
    /// @param nameBasis how its name is known
    /// @param service what its name belongs to, or null
    /// @param how we come from the flow to the service
    /// @param hit what the lists say of its name, or null
    /// @param lost why that does not count, or null when it does
    Label of(
            FlowEvent.Content content,
            Basis nameBasis,
            Services.@Nullable Service service,
            Grounds.Kind how,
            @Nullable ListHit hit,
            @Nullable Lost lost) {
        int hash = content.protocol().word().hashCode();
        hash = 31 * hash + Objects.hashCode(content.grounds());
        hash = 31 * hash + (service == null ? 0 : service.suffix().hashCode());
        hash = 31 * hash + nameBasis.ordinal();
        hash = 31 * hash + (hit == null ? 0 : hit.suffix().hashCode());
        int place = (hash ^ hash >>> 16) & (CAPACITY - 1);
        Made there = made[place];
        if (there != null && there.isOf(content, nameBasis, service, how, hit, lost)) {
            return there.label;
        }
        var label = make(content, nameBasis, service, how);
        if (hit != null && lost == null) {
            label = listed(label, content, hit);
        }
        label = label.with(RunnersUp.among(label, content, service, how, hit, lost));
        made[place] = new Made(content, nameBasis, service, how, hit, lost, label);
        return label;
    }

    private static Label make(
            FlowEvent.Content content,
            Basis nameBasis,
            Services.@Nullable Service service,
            Grounds.Kind how) {
        Protocol protocol = content.protocol();
        List<Grounds> reasons = new ArrayList<>(3);
        if (protocol != Protocol.UNKNOWN) {
            String grounds = content.grounds();
            String word = grounds == null ? protocol.word() : grounds;
            reasons.add(new Grounds(Grounds.Kind.BYTES, word));
        }
        boolean inferred = nameBasis == Basis.INFERRED;
        if (inferred && how != Grounds.Kind.CERTIFICATE) {
            reasons.add(new Grounds(Grounds.Kind.DNS_ANSWER, "this-client"));
        }
        if (service != null) {
            reasons.add(new Grounds(how, service.word()));
            Category category = category(content, service);
            boolean shown = category != service.category();
            return new Label(
                    protocol, service.word(), category, shown ? Basis.SEEN : nameBasis, reasons);
        }
        Basis unknown = inferred ? Basis.INFERRED : Basis.NONE;
        Basis basis = protocol == Protocol.UNKNOWN ? unknown : Basis.SEEN;
        String application = content.application();
        Category category =
                application == null ? protocol.category() : content.applicationCategory();
        return new Label(protocol, application, category, basis, reasons);
    }

    /// What the bytes show, where no name lifts it. And who looks a name up does not use the
    /// service.
    private static Category category(FlowEvent.Content content, Services.Service service) {
        Category protocol = content.protocol().category();
        if (content.applicationCategory().outweighsNames()) {
            return content.applicationCategory();
        }
        return protocol.outweighsNames() || content.protocol() == Protocol.DNS
                ? protocol
                : service.category();
    }

    /// The label with a list's category instead of its own, which is concluded and not seen. Where
    /// an allow list only lifts, what the bytes say is left.
    private static Label listed(Label label, FlowEvent.Content content, ListHit hit) {
        Category category = hit.category();
        List<Grounds> reasons = new ArrayList<>(label.grounds());
        reasons.add(new Grounds(Grounds.Kind.LIST, hit.grounds()));
        return new Label(
                label.protocol(),
                label.application(),
                category == null ? content.protocol().category() : category,
                Basis.INFERRED,
                reasons);
    }
}
