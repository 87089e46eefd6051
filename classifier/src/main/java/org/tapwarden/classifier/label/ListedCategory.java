package org.tapwarden.classifier.label;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.RunnerUp.Lost;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.service.Services;

/// Whether what a list says of a flow's name counts beside what is known of the flow already.
///
/// The more specific beats the less, so our table of services keeps its word where its entry is at
/// least as long as the list's; the office's own lists beat the table. What the bytes themselves
/// show of a tunnel, a proxy or a share is never changed by a list: the client chooses the name
/// that it shows, and a list could else be made to hide it.
final class ListedCategory {

    private final ActiveLists.Asker lists;

    ListedCategory(ActiveLists.Asker lists) {
        this.lists = lists;
    }

    /// What the lists say of a name, or null.
    @Nullable ListHit of(String name) {
        return lists.ask(name);
    }

    /// Why what a list says changes nothing, or null when it counts.
    ///
    /// @param service what our table says, or null
    static @Nullable Lost lost(
            ListHit hit, FlowEvent.Content content, Services.@Nullable Service service) {
        if (isSeen(content)) {
            return Lost.OUTWEIGHED;
        }
        if (hit.list().office()) {
            return null;
        }
        boolean longer = service == null || hit.suffix().length() > service.suffix().length();
        // A feed's allow only says what other feeds may not; nothing of ours is lifted by it.
        return longer && hit.category() != null ? null : Lost.LESS_SPECIFIC;
    }

    /// Whether the bytes themselves show what no name lifts.
    static boolean isSeen(FlowEvent.Content content) {
        return content.protocol().category().outweighsNames()
                || content.applicationCategory().outweighsNames();
    }
}
