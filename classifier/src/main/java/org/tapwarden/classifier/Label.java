package org.tapwarden.classifier;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Protocol;

/// What a flow is, and how we know.
///
/// @param application a service of our table (`youtube`), or null
/// @param basis of the weakest part that the category rests on
/// @param runnerUp what came second, or null where nothing spoke for anything else
public record Label(
        Protocol protocol,
        @Nullable String application,
        Category category,
        Basis basis,
        List<Grounds> grounds,
        @Nullable RunnerUp runnerUp) {

    public static final Label UNKNOWN =
            new Label(Protocol.UNKNOWN, null, Category.UNKNOWN, Basis.NONE, List.of());

    public Label {
        grounds = List.copyOf(grounds);
    }

    /// A label that nothing contests.
    public Label(
            Protocol protocol,
            @Nullable String application,
            Category category,
            Basis basis,
            List<Grounds> grounds) {
        this(protocol, application, category, basis, grounds, null);
    }

    /// The same, and what came second.
    public Label with(@Nullable RunnerUp second) {
        return second == null && runnerUp == null
                ? this
                : new Label(protocol, application, category, basis, grounds, second);
    }
}
