package org.tapwarden.classifier.label;

import org.jspecify.annotations.Nullable;
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

    /// @param service what our table says, or null
    /// @return null when the lists change nothing
    @Nullable ListHit of(
            String name, FlowEvent.Content content, Services.@Nullable Service service) {
        ListHit hit = lists.ask(name);
        if (hit == null || isSeen(content)) {
            return null;
        }
        if (hit.list().office()) {
            return hit;
        }
        boolean longer = service == null || hit.suffix().length() > service.suffix().length();
        // A feed's allow only says what other feeds may not; nothing of ours is lifted by it.
        return longer && hit.category() != null ? hit : null;
    }

    private static boolean isSeen(FlowEvent.Content content) {
        return content.protocol().category().outweighsNames()
                || content.applicationCategory().outweighsNames();
    }
}
