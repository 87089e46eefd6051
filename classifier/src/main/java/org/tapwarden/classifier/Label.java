package org.tapwarden.classifier;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Protocol;

/// What a flow is, and how we know.
///
/// @param application a service of our table (`youtube`), or null
/// @param basis of the weakest part that the category rests on
public record Label(
        Protocol protocol,
        @Nullable String application,
        Category category,
        Basis basis,
        List<Grounds> grounds) {

    public static final Label UNKNOWN =
            new Label(Protocol.UNKNOWN, null, Category.UNKNOWN, Basis.NONE, List.of());

    public Label {
        grounds = List.copyOf(grounds);
    }
}
