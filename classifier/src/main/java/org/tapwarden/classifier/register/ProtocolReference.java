package org.tapwarden.classifier.register;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Writes `docs/protocols.md` from what the dissectors say of themselves.
public final class ProtocolReference {

    private static final String HEAD =
            """
            # Protocols

            <!-- Written by ProtocolReference from the dissectors. Do not edit: change a dissector's About,
            then run the test ProtocolReferenceTest with -Dtapwarden.write.docs=true. -->

            What a flow is called is told by its own bytes. A port may narrow the search, alone it never makes a label.
            Of each flow at most PAYLOADS payloads are looked at, and of each payload or stream no more than the bound.
            "Signature" means that what convinces is a value that chance does not produce; the others go by the shape
            of the bytes and are asked last.

            | `network.protocol` | Name | Over | Category | Reference | What is read | Bound in bytes | Convinces by |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private ProtocolReference() {}

    /// The page.
    ///
    /// @param payloads looked at of one flow, at most
    public static String markdown(int payloads) {
        List<About> all =
                Dissectors.ALL.stream()
                        .map(Dissector::about)
                        .sorted(Comparator.comparing((About about) -> about.protocol().word()))
                        .toList();
        return HEAD.replace("PAYLOADS", Integer.toString(payloads))
                + all.stream().map(ProtocolReference::row).collect(Collectors.joining());
    }

    private static String row(About about) {
        List<String> words = new ArrayList<>(List.of(about.protocol().word()));
        about.variants().stream().map(Protocol::word).forEach(words::add);
        List<String> cells =
                List.of(
                        words.stream().map(word -> "`" + word + "`").collect(joined()),
                        about.title(),
                        about.transports().stream().sorted().map(Transport::name).collect(joined()),
                        about.protocol().category().word(),
                        about.reference(),
                        about.reads(),
                        Integer.toString(about.bound()),
                        about.signature() ? "signature" : "shape");
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static Collector<CharSequence, ?, String> joined() {
        return Collectors.joining(", ");
    }
}
