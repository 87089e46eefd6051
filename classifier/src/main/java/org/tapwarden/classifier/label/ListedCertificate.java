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
import org.tapwarden.classifier.RunnerUp.Lost;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.protocol.CertificateHashes;

/// What a list says of the certificate that a server showed. It is that server's and nobody else's,
/// where the client may ask for any name; so an entry counts alone, and more than a name does. The
/// flow gets the list's category, inferred, and no service: the name that it shows is not whose it
/// is.
///
/// What allows the name stands: a list of the office's own does unless the certificate's is one,
/// too, and a feed's does beside another feed. What the bytes show of a tunnel or a proxy is
/// changed by no list.
final class ListedCertificate {

    private final ActiveLists.Asker lists;

    ListedCertificate(ActiveLists.Asker lists) {
        this.lists = lists;
    }

    /// The label with what a list says of the certificate; itself where that is nothing.
    Label listed(Label label, FlowEvent.Content content, FlowRecord.Names names) {
        CertificateHashes certificate = content.certificate();
        ListHit hit = certificate == null ? null : lists.ask(certificate);
        Category category = hit == null || hit.allows() ? null : hit.category();
        if (hit == null || category == null || category == label.category()) {
            return label;
        }
        var grounds = new Grounds(Grounds.Kind.CERTIFICATE_LIST, hit.grounds());
        Lost lost = lost(hit, content, names.serverName());
        if (lost != null) {
            return label.with(new RunnerUp(label.protocol(), null, category, grounds, lost));
        }
        List<Grounds> reasons = new ArrayList<>(2);
        for (Grounds one : label.grounds()) {
            if (one.kind() == Grounds.Kind.BYTES) {
                reasons.add(one);
            }
        }
        reasons.add(grounds);
        return new Label(label.protocol(), null, category, Basis.INFERRED, reasons, second(label));
    }

    /// Why it does not count, or null.
    private @Nullable Lost lost(ListHit hit, FlowEvent.Content content, @Nullable String name) {
        if (ListedCategory.isSeen(content)) {
            return Lost.OUTWEIGHED;
        }
        ListHit ofName = name == null || hit.list().office() ? null : lists.ask(name);
        if (ofName == null) {
            return null;
        }
        if (ofName.list().office()) {
            return Lost.OFFICE_LIST;
        }
        return ofName.allows() ? Lost.ALLOWED : null;
    }

    /// What a name would have made of it, or else what came second before.
    private static @Nullable RunnerUp second(Label label) {
        for (Grounds one : label.grounds().reversed()) {
            if (one.kind() == Grounds.Kind.LIST || one.kind() == Grounds.Kind.SERVICE_TABLE) {
                return new RunnerUp(
                        label.protocol(),
                        label.application(),
                        label.category(),
                        one,
                        Lost.LISTED_CERTIFICATE);
            }
        }
        return label.runnerUp();
    }
}
