package org.tapwarden.webconsole;

import java.nio.ByteBuffer;

/// What a route's action answers.
sealed interface Reply {

    /// A page, rendered.
    record Html(int status, String text) implements Reply {}

    /// Goes elsewhere; `cookie` is set when it is not empty.
    record Redirect(String to, String cookie) implements Reply {}

    /// A file to keep.
    record Download(String name, String type, String text) implements Reply {}

    /// A file to keep that is no text.
    record Binary(String name, String type, ByteBuffer bytes) implements Reply {}

    /// An answer for a program.
    record Json(int status, String text) implements Reply {}

    /// The live list, from a revision on.
    record Live(long after) implements Reply {}
}
