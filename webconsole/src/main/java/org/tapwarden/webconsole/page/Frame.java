package org.tapwarden.webconsole.page;

import java.util.List;

/// What is around every page.
///
/// @param who the account's name, empty when nobody is logged in
/// @param role in words
/// @param csrf belongs into every form
/// @param links what this role may open
/// @param narrow a small form in the middle of the page
public record Frame(
        String title,
        String office,
        String who,
        String role,
        String csrf,
        List<Link> links,
        boolean narrow) {

    /// A link of the navigation.
    public record Link(String path, String text, boolean here) {}

    public Frame {
        links = List.copyOf(links);
    }
}
