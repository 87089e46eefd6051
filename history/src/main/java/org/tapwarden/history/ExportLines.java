package org.tapwarden.history;

import org.tapwarden.classifier.FlowRecord;

/// Writes slices in one format, one after the other. Each text ends a line. Used by one thread.
interface ExportLines {

    /// What stands before the first slice; may be empty.
    String head();

    /// One slice.
    String line(FlowRecord slice);

    /// What stands behind the last one; may be empty.
    String tail();
}
