package org.tapwarden.webconsole;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Function;

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

    /// A file to keep, written while it is read.
    ///
    /// @param refused what is answered instead when it fails before its first byte
    record Streamed(String name, String type, Body body, Function<IOException, Reply> refused)
            implements Reply {}

    /// What a file holds.
    @FunctionalInterface
    interface Body {
        /// @throws IOException when nobody reads it any more, or it cannot go on
        void to(OutputStream out) throws IOException;
    }

    /// An answer for a program.
    record Json(int status, String text) implements Reply {}

    /// The live list, from a revision on.
    record Live(long after) implements Reply {}
}
